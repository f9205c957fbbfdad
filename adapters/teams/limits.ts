/**
 * What Teams takes, as a table: the renderer folds before these, and the tests hold its output to them. Lengths are
 * UTF-16 units, sizes bytes of UTF-8.
 */
export const limits = {
  /**
   * A card in a message. Teams asks for at most 80 KB a message, counted in UTF-16, in which a byte of UTF-8 is never
   * more than two: 40,000, less what the message itself holds beside the card.
   * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages
   */
  cardBytes: 34_000,
  /**
   * A card that a message extension inserts: 28 KB. How they are counted is not said, so as above.
   * https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/build-bot-based-message-extension
   */
  extensionBytes: 14_000,
  /** Buttons in a row at most. https://github.com/microsoft/AdaptiveCards, samples/HostConfig/microsoft-teams-light.json */
  actionsInSet: 6,
  /**
   * What stands side by side on a phone (320 px), in characters: of a value in fixed width, and of buttons (bold), each of
   * which has a frame as wide as so many; ours, from drawings. So no row has more than five.
   */
  valueText: 32,
  rowText: 37,
  buttonFrame: 6,
  /** Of one button's words; what is longer is cut in its middle, since a phone would cut its end. */
  buttonWidth: 30,
  /** `summary` of a message: what notifications and lists of chats show; ours. */
  summary: 1_000,
  /** `speak` and `fallbackText` of a card; ours. */
  spoken: 700,
  /** Ours, as on Slack: no button of ours needs more. */
  buttonText: 75,
  buttonTip: 150,
  buttonPress: 2_000,
  linkUrl: 3_000,
  /** Of an image; ours: what somebody listens to. */
  altText: 1_000,
  /**
   * Bytes of pictures in an answer to `Action.Execute`, which is no message: whether Teams leaves them uncounted there too
   * is not said, so they count.
   */
  pictureInPlace: 20_000,
  /**
   * Forms; Slack's, which forms are made for, and ours where it has none. `typed`: the longest text of a field, and what is
   * taken of any; `fieldWords`: labels and hints; `fields`: read of what is sent.
   */
  typed: 3_000,
  fieldWords: 150,
  hintInside: 45,
  hint: 200,
  wrong: 300,
  fields: 20,
  options: 25,
  optionText: 75,
  optionValue: 75,
  submitText: 24,
  /** One line of a card; ours: no line of a card needs more. */
  lineText: 1_500,
} as const;
