import { z } from 'zod';
import { messageText } from './message-text.ts';

/** What a message says, as an extension gets it that is used on it. */
export const messagePayload = z.object({
  subject: z.string().nullish().catch(undefined),
  body: z.object({ contentType: z.string().nullish(), content: z.string() }).nullish().catch(undefined),
  attachments: z.array(z.unknown()).nullish().catch(undefined),
});

/** Its text, read as that of a message that came as an activity. */
export function saidIn({ subject, body, attachments }: z.infer<typeof messagePayload>): string {
  const isHtml = /html/i.test(body?.contentType ?? '');
  const written = isHtml
    ? { attachments: [{ contentType: 'text/html', content: body?.content }] }
    : { text: body?.content };
  return [subject?.trim(), messageText(written), messageText({ attachments })].filter(Boolean).join('\n');
}
