/** One thing that happens in the workspace. Times are milliseconds since midnight; texts are Slack's mrkdwn. */
export type DayEvent = Readonly<{
  at: number;
  kind: 'message' | 'edit' | 'deletion';
  channel: string;
  /** The message that was written, edited or deleted. */
  message: string;
  /** Empty for the first writing. */
  version: string;
  /** Empty for a deletion. */
  text: string;
  bot: boolean;
}>;

export type Day = Readonly<{
  seed: number;
  /** In the order of time. */
  events: readonly DayEvent[];
  messages: number;
  channels: number;
}>;

export const dayMs = 24 * 60 * 60 * 1000;
