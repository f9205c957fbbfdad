import { z } from 'zod';

/** A delivery that makes no sense: told to Teams as a bad request, never stored, never repeated. */
export class Nonsense extends Error {}

const text = z.string().nullish();
const account = z.object({ id: z.string(), aadObjectId: text, role: text });
/** Whatever it is, it is no reason to refuse the rest. */
const lenient = <T extends z.ZodType>(shape: T) => shape.nullish().catch(undefined);

/** What is read of an activity besides its words. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages */
const shape = z.object({
  type: z.string(),
  id: text,
  name: text,
  action: text,
  replyToId: text,
  serviceUrl: z.string(),
  timestamp: lenient(z.coerce.date()),
  localTimestamp: lenient(z.coerce.date()),
  from: account,
  recipient: account.nullish(),
  conversation: z.object({ id: z.string().min(1), conversationType: text, tenantId: text }),
  channelData: lenient(
    z.object({
      tenant: lenient(z.object({ id: z.string() })),
      team: lenient(z.object({ id: z.string() })),
      eventType: lenient(z.string()),
    }),
  ),
  membersAdded: z.array(account).nullish(),
  membersRemoved: z.array(account).nullish(),
  value: z.unknown().optional(),
});
export type ActivityShape = z.infer<typeof shape>;

/** Throws Nonsense for what is no activity. */
export function readShape(raw: unknown): ActivityShape {
  const parsed = shape.safeParse(raw);
  if (!parsed.success) throw new Nonsense('not an activity');
  return parsed.data;
}

const submitted = z.object({ press: z.string().min(1).max(2_000) });
const execution = z.object({ action: z.object({ verb: z.string(), data: z.unknown().optional() }) });

/** The signed string of a button that was submitted (`value` is the action's data); undefined when it is none of ours. */
export const readSubmit = (value: unknown): string | undefined => submitted.safeParse(value).data?.press;

/** What was executed. https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model */
export function readExecution(value: unknown): Readonly<{ verb: string; press: string | undefined }> | undefined {
  const action = execution.safeParse(value).data?.action;
  return action && { verb: action.verb, press: readSubmit(action.data) };
}
