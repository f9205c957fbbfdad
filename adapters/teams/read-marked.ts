import { z } from 'zod';
import { type ActivityShape, Nonsense } from './activity-shape.ts';
import { messagePayload, saidIn } from './message-payload.ts';
import { isChannel, placeOf } from './read-activity.ts';

/** The command of the manifest by which people add a message to the incident of the room. */
export const markCommand = 'addToIncident';

/** A message as its menu gives it to us. */
export type MarkedMessage = Readonly<{
  id: string;
  /** The post that it hangs on, in a channel. */
  thread: string | undefined;
  text: string;
  author: Readonly<{ id: string; name?: string }>;
  /** Milliseconds since the epoch. */
  saidAt: number;
  permalink: string | undefined;
}>;

const lenient = <T extends z.ZodType>(shape: T) => shape.nullish().catch(undefined);
const somebody = lenient(z.object({ id: lenient(z.string()), displayName: lenient(z.string()) }));

/** https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/action-commands/create-task-module */
const action = z.object({
  messagePayload: messagePayload.extend({
    id: z.string().min(1).max(200),
    replyToId: lenient(z.string()),
    createdDateTime: lenient(z.string()),
    linkToMessage: lenient(z.string().max(2_000)),
    from: lenient(z.object({ user: somebody, application: somebody })),
  }),
});

/** Longest name that is passed on, characters; outside text. */
const longestName = 200;

/** The message that an action was used on. Throws Nonsense. */
export function readMarked(activity: ActivityShape): MarkedMessage {
  const { success, data } = action.safeParse(activity.value);
  if (!success) throw new Nonsense('an action without its message');
  const { id, replyToId, createdDateTime, linkToMessage, from, ...said } = data.messagePayload;
  // In a channel the conversation names the post; of the post itself that is its own id.
  const post = placeOf(activity).thread ?? (isChannel(activity) ? replyToId : undefined);
  const thread = post && post !== id ? post : undefined;
  const { id: who, displayName } = from?.user ?? from?.application ?? {};
  const name = displayName?.slice(0, longestName);
  return {
    id,
    thread,
    text: saidIn(said),
    author: { id: (who ?? '').toLowerCase(), ...(name ? { name } : {}) },
    saidAt: timeOf(createdDateTime, id),
    permalink: linkToMessage && isTeamsAddress(linkToMessage) ? linkToMessage : undefined,
  };
}

/** Ids of messages are times too: milliseconds since the epoch. */
function timeOf(created: string | null | undefined, id: string): number {
  const at = Date.parse(created ?? '');
  return Number.isNaN(at) ? Number(/^\d{13}$/.exec(id)?.[0] ?? Number.NaN) || Date.now() : at;
}

/** Teams' own hosts, those of its national clouds among them. */
const teamsHost = /^(?:[a-z\d-]+\.)*teams\.(?:microsoft\.(?:com|us)|cloud\.microsoft)$/;

function isTeamsAddress(given: string): boolean {
  const url = URL.parse(given);
  return url?.protocol === 'https:' && url.username === '' && url.port === '' && teamsHost.test(url.hostname);
}
