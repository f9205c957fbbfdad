import { z } from 'zod';
import { type ActivityShape, Nonsense, readShape } from './activity-shape.ts';
import { messagePayload, saidIn } from './message-payload.ts';
import { type Who, whoOf } from './read-activity.ts';
import { type MarkedMessage, markCommand, readMarked } from './read-marked.ts';

/** What somebody wants of the message extension. */
export type ExtensionRequest = Readonly<{ activity: ActivityShape; who: Who }> &
  (
    | Readonly<{ wants: 'card' /** What was typed; empty for nothing yet. */; text: string; page: 'first' | 'further' }>
    | Readonly<{ wants: 'dialog' /** What the message says, cards included. */; text: string }>
    /** A message is to be added to the incident of the room. */
    | Readonly<{ wants: 'mark'; marked: MarkedMessage }>
    /** Somebody pasted a link of a host that the manifest names. */
    | Readonly<{ wants: 'link'; url: string }>
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
const action = z.object({ commandId: z.string(), messagePayload: messagePayload.nullish().catch(undefined) });

/** https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/link-unfurling */
const link = z.object({ url: z.string().max(3_000) });
const command = z.object({ commandId: z.string() });

/** Reads an activity `composeExtension/…`. Throws Nonsense. */
export function readExtensionRequest(raw: unknown): ExtensionRequest {
  const activity = readShape(raw);
  const from = { activity, who: whoOf(activity) };
  // The action comes as it is, since it has no dialog that asks for more.
  const acts = activity.name === 'composeExtension/submitAction' || activity.name === 'composeExtension/fetchTask';
  if (acts && command.safeParse(activity.value).data?.commandId === markCommand)
    return { ...from, wants: 'mark', marked: readMarked(activity) };
  switch (activity.name) {
    case 'composeExtension/queryLink':
      return { ...from, wants: 'link', url: parsed(link, activity.value).url };
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

function parsed<T extends z.ZodType>(shape: T, value: unknown): z.infer<T> {
  const { success, data } = shape.safeParse(value);
  if (!success) throw new Nonsense('not a request of a message extension');
  return data;
}
