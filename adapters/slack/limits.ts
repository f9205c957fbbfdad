/**
 * What Slack takes, as a table: the renderer folds before these, and the tests hold its output to them. Lengths are
 * UTF-16 units, which never allow more than Slack's own count.
 */
export const limits = {
  /** https://docs.slack.dev/reference/block-kit/blocks */
  messageBlocks: 50,
  modalBlocks: 100,
  /**
   * All text of a message's blocks. Slack documents no figure and refuses at about 13,200 (slackapi/bolt-js#2509), less
   * when the text stands in many small pieces (#2867): ours is well below, and each piece costs `pieceCost` more.
   */
  messageCharacters: 8_000,
  pieceCost: 30,
  /** A page of a dialog; ours, since Slack documents only a size of the whole view (250 kB). */
  modalCharacters: 20_000,
  /** `text` of chat.postMessage: Slack recommends at most 4,000. https://docs.slack.dev/reference/methods/chat.postMessage */
  fallbackText: 3_000,
  /** https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
  plainText: 3_000,
  /** https://docs.slack.dev/reference/block-kit/blocks/context-block */
  contextElements: 10,
  /** https://docs.slack.dev/reference/block-kit/blocks/actions-block allows 25; five stand in one line. */
  actionsInBlock: 5,
  /** https://docs.slack.dev/reference/block-kit/block-elements/button-element */
  buttonText: 75,
  buttonLabel: 75,
  buttonValue: 2_000,
  linkUrl: 3_000,
  /** https://docs.slack.dev/reference/block-kit/blocks/image-block takes 2,000; ours: what somebody listens to. */
  altText: 1_000,
  /** Ours: a line. */
  fileTitle: 150,
  /** https://docs.slack.dev/reference/views/modal-views */
  modalTitle: 24,
  modalButton: 24,
  privateMetadata: 3_000,
  /** https://docs.slack.dev/reference/block-kit/blocks/input-block takes 2,000 of both; ours: they stay on a line or two. */
  inputLabel: 150,
  inputHint: 150,
  /** https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element */
  inputText: 3_000,
  /** https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
  selectOptions: 100,
  optionText: 75,
  optionValue: 150,
  /** Views that can lie upon each other. https://docs.slack.dev/surfaces/modals */
  modalDepth: 3,
  /** One line of a card, and one block of lines; ours: no line of a card needs more. */
  lineText: 1_500,
  blockText: 3_000,
} as const;
