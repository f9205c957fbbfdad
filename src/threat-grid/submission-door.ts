import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { Quota, SubmissionDoor } from '../sandbox/submitting.ts';
import { amount, present } from '../xdr/answer-shape.ts';
import { bounded, isSampleId } from './read-submissions.ts';
import { pathOf } from './sandbox-door.ts';
import type { Submit } from './submit.ts';
import type { AskThreatGrid } from './threat-grid.ts';

/** Says in Threat Grid where a submission came from. */
const tag = 'xdr-chatops';

/** Submitting by Threat Grid's API (dossier §9.2, §9.4); what people look up holds none of it up. */
export function createSubmissionDoor({
  ask,
  submit,
  now,
}: {
  ask: AskThreatGrid;
  submit: Submit;
  now: () => number;
}): SubmissionDoor {
  /** Whose key it is; a key is one user's for as long as it lives. */
  let login: Promise<string> | undefined;
  const whose = (): Promise<string> => {
    login ??= ask({ service: 'whoami', path: '/api/v3/session/whoami', purpose: 'response' })
      .then(loginIn) // the rest of that answer holds the key: nothing else of it is kept
      .catch((error: unknown) => {
        login = undefined;
        throw error;
      });
    return login;
  };
  return {
    quota: async () => {
      const path = `/api/v3/users/${encodeURIComponent(await whose())}/rate-limit`;
      return readQuota(await ask({ service: 'rate-limit', path, purpose: 'response' }), now());
    },
    submit: async (wanted, isPrivate) => {
      const fields = { private: String(isPrivate), tags: tag, ...('url' in wanted ? { url: wanted.url } : {}) };
      const { outcome, ...rest } = await submit({ fields, ...('url' in wanted ? {} : { file: wanted }) });
      if ('failure' in rest) return { outcome: outcome === 'taken' ? 'unknown' : outcome, failure: rest.failure };
      const { id } = z.object({ id: z.string().refine(isSampleId) }).safeParse(rest.data).data ?? {};
      return { outcome: 'taken', ...present({ sample: id }) };
    },
    state: async (sample) => {
      const json = await ask({ service: 'state', path: `${pathOf(sample)}/state`, purpose: 'response' });
      const { state } = z.object({ state: z.string().min(1).max(40) }).safeParse(json).data ?? {};
      if (state === undefined) throw malformed('state');
      return state;
    },
    threat: async (sample) => {
      const json = await ask({ service: 'threat', path: `${pathOf(sample)}/threat`, purpose: 'response' });
      const read = z.object({ score: amount, bis: z.array(z.unknown()).catch([]) }).safeParse(json).data;
      if (!read) throw malformed('threat');
      const indicators = read.bis.filter((one) => typeof one === 'string').slice(0, 100);
      return { ...present({ score: bounded(read.score) }), indicators };
    },
  };
}

function loginIn(json: unknown): string {
  const read = z.object({ login: z.string().min(1).max(100) }).safeParse(json).data;
  if (!read) throw malformed('whoami');
  return read.login;
}

const malformed = (name: string): Failure =>
  new Failure('malformed', `threat-grid ${name}: another shape`, { service: `threat-grid ${name}`, status: 200 });

const limitShape = z
  .object({ 'submissions-available': amount.nullable(), 'submission-wait-seconds': amount.nullable() })
  .nullish()
  .catch(undefined);
const limitsShape = z.object({ user: limitShape, organization: limitShape });

/** Reads how many submissions are left: the fewer of the user's and the organisation's; `null` sets no limit of its own. */
export function readQuota(json: unknown, now: number): Quota {
  const { user, organization } = limitsShape.safeParse(json).data ?? {};
  const known = [user, organization].flatMap((one) => {
    const left = one?.['submissions-available'];
    return typeof left === 'number' ? [{ left, waitSeconds: one?.['submission-wait-seconds'] ?? 0 }] : [];
  });
  const [least] = known.toSorted((one, other) => one.left - other.left);
  if (!least) return {};
  const waitMs =
    Math.min(Math.max(...known.filter(({ left }) => left <= 0).map((one) => one.waitSeconds), 0), 86_400) * 1000;
  return { left: Math.max(0, least.left), ...(least.left <= 0 && waitMs > 0 ? { againAt: now + waitMs } : {}) };
}
