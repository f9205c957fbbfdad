import { Failure } from '../failure.ts';
import {
  humanPriority,
  type JudgementDoor,
  longestText,
  type NewJudgement,
  numbers,
  type OwnJudgement,
  ownSource,
} from '../judgements/judgement.ts';
import { cut } from '../judgements/written-reason.ts';
import type { Observable } from '../observables/observable.ts';
import type { Ask, Disposition } from '../verdicts/verdict.ts';
import type { Through } from './incidents.ts';
import { readOwnJudgement, readOwnJudgements } from './judgement-documents.ts';
import { pathOf } from './saw.ts';
import type { Write } from './write.ts';

const base = '/ctia/judgement';
/** The answer comes when a search sees the change. */
const waiting = 'wait_for=true';
const mostListed = 100;

/** The newest first by `timestamp`, which the store lists among what it sorts by. */
const listPath = (observable: Observable): string =>
  `${pathOf(observable, 'judgements')}?${new URLSearchParams({
    sort_by: 'timestamp',
    sort_order: 'desc',
    limit: String(mostListed),
  })}`;

const encoded = (part: string): string => encodeURIComponent(part.toWellFormed());

/** How sure and how grave: a person has said so, and nobody asks him for more (words of CTIM's lists). */
const weights: Readonly<Record<Disposition, Readonly<{ confidence: string; severity: string }>>> = {
  malicious: { confidence: 'High', severity: 'High' },
  suspicious: { confidence: 'Medium', severity: 'Medium' },
  clean: { confidence: 'High', severity: 'None' },
  common: { confidence: 'High', severity: 'None' },
  unknown: { confidence: 'Low', severity: 'Unknown' },
};

/**
 * The body of a new judgement. `amber`, because the standard setting of the store is readable beyond the organisation, and
 * `red` would hide it from the analysts (dossier of CTIA: access control).
 */
export const judgementBody = ({ observable, disposition, reason, key, from, until }: NewJudgement) => ({
  type: 'judgement',
  observable: { type: observable.type, value: observable.value },
  disposition: numbers[disposition],
  disposition_name: `${disposition.slice(0, 1).toUpperCase()}${disposition.slice(1)}`,
  priority: humanPriority,
  ...weights[disposition],
  source: ownSource,
  reason: cut(reason, longestText),
  tlp: 'amber',
  timestamp: new Date(from).toISOString(),
  valid_time: { start_time: new Date(from).toISOString(), end_time: new Date(until).toISOString() },
  external_ids: [key],
});

/** Judgements are reached in the store of private intelligence itself, at `origin`. */
export function createJudgementDoor({
  through,
  write,
  origin,
}: Readonly<{ through: Through; write: Write; origin: string }>): JudgementDoor {
  const get = <T>(ask: Ask, path: string, read: (json: unknown) => T, none: T) =>
    through('own-judgements', ask, { method: 'GET', origin, path }, read).catch((error: unknown) => {
      if (error instanceof Failure && error.kind === 'not-found') return none;
      throw error;
    });
  const noJudgements: readonly OwnJudgement[] = [];

  return {
    judgementsOf: async (observable, ask) =>
      get(ask, listPath(observable), (json) => readOwnJudgements(json, mostListed), noJudgements),
    readJudgement: (id, ask) =>
      get<OwnJudgement | undefined>(ask, `${base}/${encoded(id)}`, (json) => readOwnJudgement(json, id), undefined),
    judgementMadeAs: async (key, ask) => {
      const path = `${base}/external_id/${encoded(key)}`;
      const found = await get(ask, path, (json) => readOwnJudgements(json, 5), noJudgements);
      return found.find(({ keys }) => keys.includes(key));
    },
    createJudgement: (judgement) =>
      write(
        { service: 'judgement-write', origin, path: `${base}?${waiting}`, body: judgementBody(judgement) },
        (json) => readOwnJudgement(json),
      ),
    expireJudgement: (id, why) =>
      write(
        {
          service: 'judgement-write',
          origin,
          path: `${base}/${encoded(id)}/expire?${new URLSearchParams({ reason: why.toWellFormed() })}&${waiting}`,
          body: undefined,
        },
        (json) => readOwnJudgement(json, id),
      ),
  };
}
