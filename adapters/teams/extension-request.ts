import { z } from 'zod';
import { type ActivityShape, Nonsense, readShape } from './activity-shape.ts';
import { messageText } from './message-text.ts';
import { type Who, whoOf } from './read-activity.ts';

/** What somebody wants of the message extension. */
export type ExtensionRequest = Readonly<{ activity: ActivityShape; who: Who }> &
  (
    | Readonly<{ wants: 'card' /** What was typed; empty for nothing yet. */; text: string; page: 'first' | 'further' }>
    | Readonly<{ wants: 'dialog' /** What the message says, cards included. */; text: string }>
    /** A dialog was submitted. */
    | Readonly<{ wants: 'close' }>
    | Readonly<{ wants: 'something else' }>
  );

/** The commands of the manifest. */
const typed = 'check';
const onMessage = 'checkMessage';

/** https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/search-commands/respond-to-search */
const query = z.object({
  commandId: z.string(),
  parameters: z
    .array(z.object({ name: z.string(), value: z.unknown().optional() }))
    .nullish()
    .catch(undefined),
  queryOptions: z.object({ skip: z.number() }).nullish().catch(undefined),
});

/** https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/action-commands/create-task-module */
const action = z.object({
  commandId: z.string(),
  messagePayload: z
    .object({
      subject: z.string().nullish().catch(undefined),
      body: z.object({ contentType: z.string().nullish(), content: z.string() }).nullish().catch(undefined),
      attachments: z.array(z.unknown()).nullish().catch(undefined),
    })
    .nullish()
    .catch(undefined),
});

/** Reads an activity `composeExtension/…`. Throws Nonsense. */
export function readExtensionRequest(raw: unknown): ExtensionRequest {
  const activity = readShape(raw);
  const from = { activity, who: whoOf(activity) };
  switch (activity.name) {
    case 'composeExtension/query': {
      const { commandId, parameters, queryOptions } = parsed(query, activity.value);
      if (commandId !== typed) break;
      const given = parameters?.find(({ name }) => name === 'value')?.value;
      const text = typeof given === 'string' ? given.trim() : '';
      return { ...from, wants: 'card', text, page: (queryOptions?.skip ?? 0) > 0 ? 'further' : 'first' };
    }
    case 'composeExtension/fetchTask': {
      const { commandId, messagePayload } = parsed(action, activity.value);
      if (commandId !== onMessage) break;
      return { ...from, wants: 'dialog', text: saidIn(messagePayload ?? {}) };
    }
    case 'composeExtension/submitAction':
      return { ...from, wants: 'close' };
  }
  return { ...from, wants: 'something else' };
}

/** A message as an extension gets it, read as one that came as an activity. */
function saidIn({ subject, body, attachments }: NonNullable<z.infer<typeof action>['messagePayload']>): string {
  const isHtml = /html/i.test(body?.contentType ?? '');
  const written = isHtml
    ? { attachments: [{ contentType: 'text/html', content: body?.content }] }
    : { text: body?.content };
  return [subject?.trim(), messageText(written), messageText({ attachments })].filter(Boolean).join('\n');
}

function parsed<T extends z.ZodType>(shape: T, value: unknown): z.infer<T> {
  const { success, data } = shape.safeParse(value);
  if (!success) throw new Nonsense('not a request of a message extension');
  return data;
}
