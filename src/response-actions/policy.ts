import { createHash } from 'node:crypto';
import type { Place } from '../incoming.ts';
import { categoryOf } from './category.ts';
import type { PolicyFile, TermsGiven } from './policy-file.ts';
import { isWorkflow, type ResponseAction } from './response-action.ts';
import { type Category, type NamedRoom, type Policy, stricter, type Terms } from './terms.ts';

/** All terms, before a place and the practice of the whole bot come in. */
type Merged = Readonly<
  Required<Pick<TermsGiven, 'allow' | 'approvals' | 'confirm' | 'expiresMs' | 'timed' | 'dryRun'>>
> &
  Pick<TermsGiven, 'approvers' | 'channels'>;

/** What holds where neither settings nor the file say otherwise. */
const builtIn: Merged = {
  allow: true,
  approvals: 0,
  confirm: 'reason',
  expiresMs: 15 * 60_000,
  timed: true,
  dryRun: false,
};

/**
 * What holds of a category where the file does not say otherwise of that category or of an action in it; so a file's
 * `default` does not take the typing away from what hits a machine or a person.
 */
const builtInOf: Readonly<Partial<Record<Category, TermsGiven>>> = {
  isolation: { confirm: 'type-value' },
  account: { confirm: 'type-value' },
  // What undoes them is known only when they are done.
  judgement: { timed: false },
  submission: { timed: false },
};

/**
 * The terms of response actions. From the general to the particular, field by field: what is built in, the settings, the
 * file's default, what is built in of a category, the file's category, XDR's own categories in the file's order, the action
 * by its id, by module and id. Dry run, once switched on by the setting or for the channel, is switched off by nothing.
 */
export function createPolicy({
  file,
  approvals,
  dryRun,
}: {
  file: PolicyFile | undefined;
  /** `CHATOPS_APPROVALS` and `CHATOPS_DRY_RUN`. */
  approvals: Terms['approvals'];
  dryRun: boolean;
}): Policy {
  const merged = (action: ResponseAction, category: Category): Merged =>
    Object.assign(
      {},
      builtIn,
      { approvals },
      ...[
        file?.default,
        builtInOf[category],
        file?.categories[category],
        ...named(file?.xdrCategories, (name) => action.categories.some((one) => alike(one, name))),
        ...named(file?.actions, (name) => name === action.id),
        ...named(file?.actions, (name) => namesOf(action).some((one) => alike(one, name))),
      ],
    );
  const termsBy = (action: ResponseAction, place: Place, category: Category): Terms => {
    const { allow, channels, dryRun: practice, ...rest } = merged(action, category);
    return {
      category,
      allowed: allow,
      allowedHere: allow && (channels === undefined || isAmongRooms(place, channels)),
      confirm: rest.confirm,
      approvals: rest.approvals,
      expiresMs: rest.expiresMs,
      dryRun: practice || dryRun || isAmongRooms(place, file?.dryRunChannels ?? []),
      // What releases is not to block or isolate by itself some hours later.
      timed: rest.timed && category !== 'release',
    };
  };
  return {
    termsOf: (action, place) => {
      const category = categoryOf(action);
      const terms = termsBy(action, place, category);
      // A workflow counts as what its title says, and as a workflow all the same.
      const both = isWorkflow(action) && category !== 'workflow' && file?.categories.workflow !== undefined;
      return both ? stricter(terms, { ...termsBy(action, place, 'workflow'), category }) : terms;
    },
    approversOf: (action) =>
      merged(action, categoryOf(action)).approvers ??
      (isWorkflow(action) ? merged(action, 'workflow').approvers : undefined),
    ...(file?.approvalsChannel ? { approvalsRoom: file.approvalsChannel } : {}),
    ...(file?.auditChannel ? { auditRoom: file.auditChannel } : {}),
    digest: createHash('sha256')
      .update(sorted({ file: file ?? null, approvals, dryRun, builtIn, builtInOf }))
      .digest('hex'),
  };
}

type NamedTerms = readonly (readonly [name: string, terms: TermsGiven])[];
const named = (all: NamedTerms = [], fits: (name: string) => boolean): TermsGiven[] =>
  all.filter(([name]) => fits(name)).map(([, terms]) => terms);

const alike = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
const namesOf = ({ module, moduleId, id }: ResponseAction) => [`${module}/${id}`, `${moduleId}/${id}`];

const isAmongRooms = ({ platform, channel }: Place, rooms: readonly NamedRoom[]): boolean =>
  rooms.some((room) => room.platform === platform && room.channel === channel);

/** JSON whose keys are in order: the same terms have the same digest, in whatever order they were written. */
const sorted = (facts: unknown): string =>
  JSON.stringify(facts, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
