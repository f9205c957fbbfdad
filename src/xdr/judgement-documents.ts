import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { StoredJudgement } from '../judgements/judgement.ts';
import { amount, listOf, observable, present, span, words } from './answer-shape.ts';
import { disposed } from './module-documents.ts';

const judgementShape = z.object({
  id: z.string().max(500),
  observable,
  priority: amount,
  source: words,
  valid_time: span.optional(),
  external_ids: z.unknown().optional(),
});

/** `judgement-<uuid>` at the end of an id, which in answers is an address. */
const shortened = /(?:^|\/)(judgement-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;

/** Reads one judgement; throws Failure `malformed` when it is none, or another than `id`. */
export function readStoredJudgement(json: unknown, id?: string): StoredJudgement {
  const judgement = readOne(json);
  if (!judgement || (id !== undefined && judgement.id !== id))
    throw new Failure('malformed', 'judgements: no judgement, or another', { service: 'judgements', status: 200 });
  return judgement;
}

/** Reads a list; what is no judgement is left out. Throws Failure `malformed` when it is no list. */
export function readStoredJudgements(json: unknown, most: number): StoredJudgement[] {
  if (!Array.isArray(json))
    throw new Failure('malformed', 'judgements: no list', { service: 'judgements', status: 200 });
  return json.slice(0, most).flatMap((each) => readOne(each) ?? []);
}

/** Where a document says no priority, none can be told; a store would take it for the lowest. */
const noPriority = 0;

function readOne(json: unknown): StoredJudgement | undefined {
  const [read, disposition] = [judgementShape.safeParse(json), disposed.safeParse(json)];
  const id = read.data && shortened.exec(read.data.id)?.[1]?.toLowerCase();
  if (!read.success || !disposition.success || !id) return undefined;
  const { observable: about, priority = noPriority, source, valid_time = {}, external_ids } = read.data;
  const { from, until } = valid_time as { from?: string; until?: string };
  return {
    id,
    observable: about,
    disposition: disposition.data,
    priority,
    keys: listOf(external_ids)
      .slice(0, mostKeys)
      .filter((key) => typeof key === 'string'),
    ...present({ source, from: epoch(from), until: epoch(until) }),
  };
}

const mostKeys = 100;
const epoch = (iso: string | undefined): number | undefined => (iso === undefined ? undefined : Date.parse(iso));
