import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { StoredIndicator, StoredJudgement } from '../intel/intel.ts';
import { listOf, present, words } from './answer-shape.ts';
import { readIndicator, readJudgement } from './module-documents.ts';

const storedShape = z.object({
  id: z.string().max(500).optional().catch(undefined),
  source_uri: words,
  tlp: words,
  groups: z.array(z.string().max(100)).max(100).optional().catch(undefined),
});

/** Reads a list of judgements of one store; what is none, or is about nothing, is left out. Throws Failure `malformed`. */
export function readStoredJudgements(json: unknown, { service, store }: { service: string; store: string }) {
  if (!Array.isArray(json)) throw new Failure('malformed', `${service}: no list`, { service, status: 200 });
  return json.flatMap((each): StoredJudgement[] => {
    const read = readJudgement(each, store);
    const stored = storedShape.safeParse(each);
    if (!read?.about || !stored.success) return [];
    const { source_uri: sourceUrl, ...rest } = stored.data;
    return [{ ...read.judgement, observable: read.about, ...present({ ...rest, sourceUrl }) }];
  });
}

const shortId = /(?:^|\/)(indicator-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;

/** Reads ids of indicators, which are addresses, without repeats. Throws Failure `malformed` for no list. */
export function readIndicatorIds(json: unknown, service: string): string[] {
  if (!Array.isArray(json)) throw new Failure('malformed', `${service}: no list`, { service, status: 200 });
  const ids = json.flatMap((each) => (typeof each === 'string' ? (shortId.exec(each)?.[1]?.toLowerCase() ?? []) : []));
  return [...new Set(ids)];
}

/** Reads a list of indicators. Throws Failure `malformed` when it is none. */
export function readStoredIndicators(json: unknown, { service, store }: { service: string; store: string }) {
  if (!Array.isArray(json)) throw new Failure('malformed', `${service}: no list`, { service, status: 200 });
  return json.flatMap((each): StoredIndicator[] => {
    const read = readIndicator(each, store);
    const types = listOf((each as { indicator_type?: unknown } | null)?.indicator_type);
    return read ? [{ ...read, types: types.filter((type) => typeof type === 'string') }] : [];
  });
}
