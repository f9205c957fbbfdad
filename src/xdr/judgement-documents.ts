import { z } from 'zod';
import { Failure } from '../failure.ts';
import { storeNames } from '../intel/intel.ts';
import type { OwnJudgement } from '../judgements/judgement.ts';
import { listOf } from './answer-shape.ts';
import { readStoredJudgements } from './intel-documents.ts';

const service = 'own-judgements';
const keysShape = z.object({ external_ids: z.unknown().optional() });
/** So many keys of one document are read. */
const mostKeys = 100;

/** `judgement-<uuid>` at the end of an id, which in answers is an address. */
const shortened = /(?:^|\/)(judgement-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;

/** Reads one judgement; throws Failure `malformed` when it is none, or another than `id`. */
export function readOwnJudgement(json: unknown, id?: string): OwnJudgement {
  const judgement = readOne(json);
  if (!judgement || (id !== undefined && judgement.id !== id))
    throw new Failure('malformed', `${service}: no judgement, or another`, { service, status: 200 });
  return judgement;
}

/** Reads a list; what is no judgement, or has no id, is left out. Throws Failure `malformed` when it is no list. */
export function readOwnJudgements(json: unknown, most: number): OwnJudgement[] {
  if (!Array.isArray(json)) throw new Failure('malformed', `${service}: no list`, { service, status: 200 });
  return json.slice(0, most).flatMap((each) => readOne(each) ?? []);
}

function readOne(json: unknown): OwnJudgement | undefined {
  const [judgement] = readStoredJudgements([json], { service, store: storeNames.own });
  const id = shortened.exec(judgement?.id ?? '')?.[1]?.toLowerCase();
  if (!judgement || !id) return undefined;
  const keys = listOf(asList(keysShape.safeParse(json).data?.external_ids));
  return { ...judgement, id, keys: keys.slice(0, mostKeys).filter((key) => typeof key === 'string') };
}

const asList = (value: unknown): unknown => (typeof value === 'string' ? [value] : value);
