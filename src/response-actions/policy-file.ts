import { z } from 'zod';
import { type PersonRule, readPeopleList } from '../permissions/people-list.ts';
import { type Category, categories, type NamedRoom, type Terms } from './terms.ts';

/** What one block of the policy file says; what it does not say is left to the block above it. */
export type TermsGiven = Readonly<{
  allow?: boolean;
  approvals?: Terms['approvals'];
  confirm?: Terms['confirm'];
  expiresMs?: number;
  timed?: boolean;
  dryRun?: boolean;
  approvers?: readonly PersonRule[];
  channels?: readonly NamedRoom[];
}>;

/** The policy file, read and checked. Names are as they are written there, in the file's order. */
export type PolicyFile = Readonly<{
  default: TermsGiven;
  categories: Readonly<Partial<Record<Category, TermsGiven | undefined>>>;
  /** By a name that XDR's modules give to categories themselves. */
  xdrCategories: readonly (readonly [name: string, terms: TermsGiven])[];
  /** By `id`, `module name/id` or `module instance id/id`. */
  actions: readonly (readonly [name: string, terms: TermsGiven])[];
  dryRunChannels: readonly NamedRoom[];
  approvalsChannel?: NamedRoom | undefined;
  auditChannel?: NamedRoom | undefined;
}>;

/** Everybody whom a policy file names. */
export function approversNamed(file: PolicyFile | undefined): PersonRule[] {
  if (!file) return [];
  const named = [...file.xdrCategories, ...file.actions].map(([, terms]) => terms);
  return [file.default, ...Object.values(file.categories), ...named].flatMap((terms) => terms?.approvers ?? []);
}

const wrongKeys = (known: readonly string[]) => (issue: { code?: string | undefined; keys?: unknown }) =>
  issue.code === 'unrecognized_keys'
    ? `is not known here; known are ${known.join(', ')}`
    : `must hold some of ${known.join(', ')}`;

/** A block of these keys and no other. */
const block = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, { error: wrongKeys(Object.keys(shape)) });

const yesOrNo = z.boolean('must be true or false').optional();
const wholeApprovals = 'must be a whole number from 0 to 3';

const unitMs = { s: 1000, m: 60_000, h: 3_600_000 } as const;
/** A day: an approval given longer after the question answers another question. */
const [shortest, longest] = [unitMs.m, 24 * unitMs.h];
const span = 'must be a span of time from 1m to 24h, such as 15m';
const duration = z
  .string(span)
  .transform((text) => {
    const [, count, unit] = /^(\d{1,6}) ?([smh])$/.exec(text) ?? [];
    return unit ? Number(count) * unitMs[unit as keyof typeof unitMs] : 0;
  })
  .refine((ms) => ms >= shortest && ms <= longest, span);

const channelForm = 'must be slack:C…, slack:G…, slack:D… or teams:<conversation id>';
const channel = z.string(channelForm).transform((text, context): NamedRoom => {
  const slack = /^slack:([CGD][A-Z0-9]{2,20})$/.exec(text)?.[1];
  if (slack) return { platform: 'slack', channel: slack };
  // A thread's id is the conversation's with an ending: who copies a link to a post means its channel.
  const teams = /^teams:([^\s;]{3,400})(;messageid=\d+)?$/.exec(text)?.[1];
  if (teams) return { platform: 'teams', channel: teams };
  context.addIssue({ code: 'custom', message: channelForm });
  return z.NEVER;
});
const channels = z.array(channel, 'must be a list of channels such as [slack:C012ABC]').max(1000);

const personForm = 'must be slack:U…, slack:S… (user group), teams:<object id> or name=slack:U…+teams:…';
const person = z.string(personForm).transform((text, context): PersonRule => {
  const [rule] = readPeopleList([text.trim()]).rules;
  if (rule) return rule;
  context.addIssue({ code: 'custom', message: personForm });
  return z.NEVER;
});

const terms = block({
  allow: yesOrNo,
  approvals: z
    .number(wholeApprovals)
    .refine((count) => [0, 1, 2, 3].includes(count), wholeApprovals)
    .transform((count) => count as Terms['approvals'])
    .optional(),
  confirm: z.enum(['reason', 'type-value'], 'must be reason or type-value').optional(),
  expires: duration.optional(),
  timed: yesOrNo,
  'dry-run': yesOrNo,
  approvers: z
    .array(person, 'must be a list of people such as [slack:U012ABC]')
    .min(1, 'must name somebody; leave it out for CHATOPS_APPROVERS')
    .max(1000)
    .optional(),
  channels: channels.min(1, 'must name a channel; to forbid it everywhere write allow: false').optional(),
})
  .transform(
    ({ expires: expiresMs, 'dry-run': dryRun, ...same }): TermsGiven =>
      // What is not written must not stand there as undefined: it would override.
      Object.fromEntries(Object.entries({ ...same, expiresMs, dryRun }).filter(([, value]) => value !== undefined)),
  )
  .refine(({ approvals = 0, approvers }) => !approvers || approvals <= mostApprovals(approvers), {
    message: 'asks for more approvals than it names approvers',
    path: ['approvals'],
  });

/** A user group may have any number of members. */
const mostApprovals = (rules: readonly PersonRule[]): number =>
  rules.some(({ identities }) => identities.some(({ group }) => group)) ? Number.POSITIVE_INFINITY : rules.length;

const named = (what: string) => z.record(z.string().min(1).max(300), terms, `must hold ${what}, each with its terms`);

/** The form of the whole file, from plain values as YAML and JSON give them. Messages read on from the name of a place. */
export const policyShape = block({
  version: z.literal(1, 'must be 1'),
  default: terms.optional(),
  categories: block(
    Object.fromEntries(categories.map((category) => [category, terms.optional()])) as Record<
      Category,
      z.ZodOptional<typeof terms>
    >,
  ).optional(),
  'xdr-categories': named("names of XDR's own categories").optional(),
  actions: named('ids of actions').optional(),
  'dry-run-channels': channels.optional(),
  'approvals-channel': channel.optional(),
  'audit-channel': channel.optional(),
}).transform(
  (written): PolicyFile => ({
    default: written.default ?? {},
    categories: written.categories ?? {},
    xdrCategories: Object.entries(written['xdr-categories'] ?? {}),
    actions: Object.entries(written.actions ?? {}),
    dryRunChannels: written['dry-run-channels'] ?? [],
    approvalsChannel: written['approvals-channel'],
    auditChannel: written['audit-channel'],
  }),
);
