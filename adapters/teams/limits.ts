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
  /** Buttons in a row. https://github.com/microsoft/AdaptiveCards, samples/HostConfig/microsoft-teams-light.json */
  actionsInSet: 6,
  /** `summary` of a message: what notifications and lists of chats show; ours. */
  summary: 1_000,
  /** `speak` and `fallbackText` of a card; ours. */
  spoken: 700,
  /** Ours, as on Slack: no button of ours needs more. */
  buttonText: 75,
  buttonTip: 150,
  buttonPress: 2_000,
  linkUrl: 3_000,
  /** One line of a card; ours: no line of a card needs more. */
  lineText: 1_500,
} as const;

/** At most `length` UTF-16 units, never half a character, with a mark where something was cut. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(length - 2)) ? length - 2 : length - 1;
  return `${text.slice(0, end)}…`;
}
