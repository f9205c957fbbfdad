import { z } from 'zod';
import type { Casebook } from '../casebooks/casebook.ts';
import { Failure } from '../failure.ts';
import { listOf, mostItems, observable, present, words } from './answer-shape.ts';

const moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d/)
  .optional()
  .catch(undefined);

const casebookShape = z.object({
  id: z.string().max(500),
  title: words,
  short_description: words,
  description: words,
  source: words,
  created: moment,
  modified: moment,
  timestamp: moment,
  observables: z.unknown().optional(),
  texts: z.unknown().optional(),
});

const textShape = z.object({ text: z.string() });

/** `casebook-<uuid>` at the end of an id, which in answers is an address. */
const shortened = /(?:^|\/)(casebook-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;

/** Reads one casebook; throws Failure `malformed` when it is none, or another than `id`. */
export function readCasebook(json: unknown, id?: string): Casebook {
  const casebook = readOne(json);
  if (!casebook || (id !== undefined && casebook.id !== id))
    throw new Failure('malformed', 'casebooks: no casebook, or another', { service: 'casebooks', status: 200 });
  return casebook;
}

/** Reads a search; what is no casebook is left out. Throws Failure `malformed` when it is no list. */
export function readCasebooks(json: unknown, most: number): Casebook[] {
  if (!Array.isArray(json)) throw new Failure('malformed', 'casebooks: no list', { service: 'casebooks', status: 200 });
  return json.slice(0, most).flatMap((each) => readOne(each) ?? []);
}

function readOne(json: unknown): Casebook | undefined {
  const read = casebookShape.safeParse(json);
  const id = read.data && shortened.exec(read.data.id)?.[1]?.toLowerCase();
  if (!read.success || !id) return undefined;
  const { title, short_description: summary, description, source, created, timestamp, modified } = read.data;
  return {
    id,
    observables: listOf(read.data.observables).flatMap((each) => observable.safeParse(each).data ?? []),
    texts: listOf(read.data.texts).flatMap((each) => textShape.safeParse(each).data?.text ?? []),
    ...present({
      address: read.data.id.includes('/') ? read.data.id : undefined,
      title,
      summary,
      description,
      source,
      created: created ?? timestamp,
      modified,
    }),
  };
}

const linkShape = z.object({ source_ref: z.string().max(500), target_ref: z.string().max(500) });
const lastPart = (id: string): string => id.slice(id.lastIndexOf('/') + 1).toLowerCase();

/** Whether a search for relationships holds one between the two, by their short ids. */
export const holdsLink = (json: unknown, source: string, target: string): boolean =>
  listOf(json)
    .slice(0, mostItems)
    .some((each) => {
      const link = linkShape.safeParse(each).data;
      return link !== undefined && lastPart(link.source_ref) === source && lastPart(link.target_ref) === target;
    });
