import type { Activity } from 'botbuilder';
import { z } from 'zod';
import type { WebRequest } from '../../src/listener.ts';

const text = z.string().optional();
/** A moment as the SDK has it. A date that is none would throw wherever it is written out again. */
const moment = z
  .string()
  .refine((value) => !Number.isNaN(Date.parse(value)))
  .transform((value) => new Date(value))
  .optional();
const things = z.array(z.looseObject({})).optional();

const loose = <T extends z.ZodRawShape>(shape: T) => z.preprocess(withoutNulls, z.looseObject(shape));
const account = loose({ id: z.string(), name: text, aadObjectId: text });

/**
 * What every activity of Teams has, and the types of what may be read of it; more is left as it is.
 * https://github.com/microsoft/botframework-sdk/blob/main/specs/botframework-activity/botframework-activity.md
 */
const activityShape = loose({
  type: z.string().min(1),
  // The SDK takes its own decisions by the channel; only Teams is looked for behind this door.
  channelId: z.literal('msteams'),
  serviceUrl: z.url({ protocol: /^https?$/ }),
  conversation: loose({ id: z.string().min(1), conversationType: text, tenantId: text, name: text }),
  from: account,
  recipient: account.optional(),
  id: text,
  replyToId: text,
  name: text,
  action: text,
  text,
  textFormat: text,
  locale: text,
  timestamp: moment,
  localTimestamp: moment,
  channelData: loose({}).optional(),
  entities: things,
  attachments: z.array(loose({ contentType: text, contentUrl: text })).optional(),
  membersAdded: z.array(account).optional(),
  membersRemoved: z.array(account).optional(),
  reactionsAdded: things,
  reactionsRemoved: things,
});

/**
 * The activity of a delivery, its moments as Dates with the text beside them (`rawTimestamp`, `rawLocalTimestamp`), as the
 * SDK makes them. A field that is null is absent. Undefined when it makes no sense.
 */
export function readActivityBody({ headers, body }: WebRequest): Activity | undefined {
  // A page in a browser can send anything to this machine, but not JSON by that name without asking first.
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) return undefined;
  const said = withConversation(parse(body));
  const { success, data } = activityShape.safeParse(said);
  if (!success) return undefined;
  const { timestamp, localTimestamp } = said as Readonly<Record<string, unknown>>;
  return {
    ...data,
    ...(data.timestamp ? { rawTimestamp: timestamp } : {}),
    ...(data.localTimestamp ? { rawLocalTimestamp: localTimestamp } : {}),
  } as unknown as Activity;
}

/**
 * A message extension is also asked from a chat of two people, which is none of ours, and which Microsoft's own sample of
 * such a request does not name: that must not keep it from its answer.
 */
function withConversation(said: unknown): unknown {
  const { name, conversation } = Object(said) as Readonly<Record<string, unknown>>;
  const nowhere = (conversation ?? undefined) === undefined && /^composeExtension\//.test(String(name));
  return nowhere ? { ...Object(said), conversation: { id: 'unnamed' } } : said;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null));
}
