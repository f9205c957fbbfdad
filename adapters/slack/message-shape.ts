import { z } from 'zod';

/** What is read of a message of Slack's, wherever it stands. https://docs.slack.dev/reference/events/message */
const file = z.object({
  id: z.string().optional(),
  name: z.string().nullish(),
  title: z.string().nullish(),
  is_external: z.boolean().optional(),
  file_access: z.string().nullish(),
  mode: z.string().optional(),
  size: z.number().optional(),
  url_private: z.string().optional(),
  url_private_download: z.string().optional(),
  preview: z.string().nullish(),
});

const body = {
  ts: z.string(),
  text: z.string().nullish(),
  user: z.string().nullish(),
  bot_id: z.string().nullish(),
  app_id: z.string().nullish(),
  subtype: z.string().optional(),
  thread_ts: z.string().optional(),
  edited: z.object({ ts: z.string() }).nullish(),
  blocks: z.array(z.unknown()).nullish(),
  attachments: z.array(z.unknown()).nullish(),
  files: z.array(file).nullish(),
};

export const slackMessage = z.object(body);
export type SlackMessage = z.infer<typeof slackMessage>;
export type SlackFile = z.infer<typeof file>;

/** The event `message` (and `app_mention`, which is a message without a channel type). */
export const messageEvent = z.object({
  ...body,
  channel: z.string(),
  channel_type: z.string().optional(),
  message: slackMessage.optional(),
  previous_message: slackMessage.optional(),
  deleted_ts: z.string().optional(),
});
export type MessageEvent = z.infer<typeof messageEvent>;
