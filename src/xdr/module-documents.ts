import { z } from 'zod';
import type { Observable } from '../observables/observable.ts';
import type { Indicator, Judgement, Relation, Sighting } from '../verdicts/observation.ts';
import type { Disposition, Verdict } from '../verdicts/verdict.ts';
import { amount, listOf, observable, present, span, words } from './answer-shape.ts';

/** CTIM's numbers, which are no order of danger; the names are for documents that carry no number. */
const dispositions = new Map<unknown, Disposition>([
  [1, 'clean'],
  [2, 'malicious'],
  [3, 'suspicious'],
  [4, 'common'],
  [5, 'unknown'],
]);
const names: ReadonlySet<string> = new Set(dispositions.values());

const disposed = z
  .object({ disposition: z.unknown().optional(), disposition_name: z.unknown().optional() })
  .transform(({ disposition: number, disposition_name: name }, context): Disposition => {
    const word = String(name).toLowerCase();
    const known = dispositions.get(number) ?? (names.has(word) ? (word as Disposition) : undefined);
    if (known) return known;
    context.addIssue('no disposition');
    return z.NEVER;
  });

/** Reads one document of a module; undefined when it is nothing we can show. */
export type ReadDocument<T> = (doc: unknown, module: string) => T | undefined;

const verdictShape = z.object({ observable, valid_time: span });

export const readVerdict: ReadDocument<Verdict> = (doc, module) => {
  const disposition = disposed.safeParse(doc);
  const verdict = verdictShape.safeParse(doc);
  if (!disposition.success || !verdict.success) return undefined;
  return { observable: verdict.data.observable, disposition: disposition.data, module, ...verdict.data.valid_time };
};

const judgementShape = z.object({
  observable: observable.optional().catch(undefined),
  reason: words,
  source: words,
  severity: words,
  confidence: words,
  priority: amount,
  reason_uri: words,
  valid_time: span,
});

/** `about` is not part of our Judgement: a module may judge more than was asked. */
export const readJudgement: ReadDocument<{ judgement: Judgement; about: Observable | undefined }> = (doc, module) => {
  const disposition = disposed.safeParse(doc);
  const read = judgementShape.safeParse(doc);
  if (!disposition.success || !read.success) return undefined;
  const { observable: about, reason_uri: reasonUrl, valid_time, ...rest } = read.data;
  return {
    about,
    judgement: { module, disposition: disposition.data, ...present({ ...rest, reasonUrl }), ...valid_time },
  };
};

const sightingShape = z.object({
  title: words,
  description: words,
  source: words,
  count: z.number().int().nonnegative().catch(1),
  confidence: words,
  severity: words,
  resolution: words,
  internal: z.boolean().catch(false),
  observed_time: span,
  targets: z.unknown().optional(),
  observables: z.unknown().optional(),
  relations: z.unknown().optional(),
});

export const readSighting: ReadDocument<Sighting> = (doc, module) => {
  const read = sightingShape.safeParse(doc);
  if (!read.success) return undefined;
  const { observed_time, targets, observables, relations, count, internal, ...rest } = read.data;
  const seen = listOf(observables).flatMap(readObservable);
  const related = listOf(relations).flatMap(readRelation);
  return {
    module,
    count,
    internal,
    ...present(rest),
    ...observed_time,
    targets: listOf(targets).flatMap(readTarget),
    ...(seen.length > 0 ? { observables: seen } : {}),
    ...(related.length > 0 ? { relations: related } : {}),
  };
};

function readObservable(value: unknown): Observable[] {
  const read = observable.safeParse(value);
  return read.success ? [read.data] : [];
}

const relationShape = z.object({ relation: z.string().trim().min(1), source: observable, related: observable });

/** A relation that lacks an end or its word is nothing to draw. */
function readRelation(value: unknown): Relation[] {
  const read = relationShape.safeParse(value);
  return read.success ? [read.data] : [];
}

const targetShape = z.object({ type: z.string().min(1).catch('target'), observables: z.unknown().optional() });

function readTarget(value: unknown): Sighting['targets'][number][] {
  const target = targetShape.safeParse(value);
  if (!target.success) return [];
  const observables = listOf(target.data.observables).flatMap(readObservable);
  return observables.length > 0 ? [{ type: target.data.type, observables }] : [];
}

const indicatorShape = z.object({
  title: words,
  short_description: words,
  producer: words,
  severity: words,
  confidence: words,
  tags: z.unknown().optional(),
});

export const readIndicator: ReadDocument<Indicator> = (doc, module) => {
  const read = indicatorShape.safeParse(doc);
  if (!read.success) return undefined;
  const { title, short_description: short, tags, ...rest } = read.data;
  const texts = listOf(tags).filter((tag) => typeof tag === 'string');
  return { module, title: title ?? short ?? 'untitled indicator', tags: texts, ...present(rest) };
};
