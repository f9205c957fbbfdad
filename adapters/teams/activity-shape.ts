import { z } from 'zod';
import { readFields } from './form-fields.ts';

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
      channel: lenient(z.object({ id: z.string() })),
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

/** A button of ours as it was pressed. */
export type PressedButton = Readonly<{
  /** The signed string. */
  press: string;
  /** Set when it was the button of a form. */
  fields?: Readonly<Record<string, string>>;
  /** It stood in a view that only the presser has, in place of a card. */
  own: boolean;
}>;

const submitted = z.object({ press: z.string().min(1).max(2_000), own: lenient(z.literal(true)) });
const execution = z.object({ action: z.object({ verb: z.string(), data: z.unknown().optional() }) });

/** A button that was submitted (`value` is the action's data); undefined when it is none of ours. */
export function readSubmit(value: unknown): PressedButton | undefined {
  const data = submitted.safeParse(value).data;
  if (!data) return undefined;
  const fields = readFields(value);
  return { press: data.press, own: data.own === true, ...(fields && { fields }) };
}

/** What was executed. https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model */
export function readExecution(
  value: unknown,
): Readonly<{ verb: string; button: PressedButton | undefined }> | undefined {
  const action = execution.safeParse(value).data?.action;
  return action && { verb: action.verb, button: readSubmit(action.data) };
}
