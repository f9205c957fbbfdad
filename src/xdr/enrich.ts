import { z } from 'zod';
import type { Observable } from '../observables/observable.ts';
import type { Observation, PivotLink } from '../verdicts/observation.ts';
import type { Deliberation, Gap } from '../verdicts/verdict.ts';
import { mostItems, present, words } from './answer-shape.ts';
import { type ReadDocument, readIndicator, readJudgement, readSighting, readVerdict } from './module-documents.ts';
import { type ModuleEnvelope, type ModuleNames, readEnvelope, withoutRepeats } from './module-envelope.ts';

/** Path of deliberate or observe; `modules` are module instance ids, the parameter is repeated for each. */
export function enrichPath(verb: 'deliberate' | 'observe', modules: readonly string[] = []): string {
  const query = new URLSearchParams(modules.map((id): [string, string] => ['mids', id]));
  return `/iroh/iroh-enrich/${verb}/observables${modules.length > 0 ? `?${query}` : ''}`;
}

/** Refer knows no `mids`. */
export const referPath = '/iroh/iroh-enrich/refer/observables';

/** The body of all three: a bare array of observables, with nothing else in them. */
export const enrichBody = (observables: readonly Observable[]): Observable[] =>
  observables.map(({ type, value }) => ({ type, value }));

/** Reads deliberate's answer. Throws Failure `malformed`. */
export function readDeliberation(json: unknown, names: ModuleNames = new Map()): Deliberation {
  const envelope = readEnvelope(json, 'deliberate', names);
  const verdicts = readDocuments(envelope, 'verdicts', readVerdict);
  return {
    verdicts: verdicts.read,
    gaps: withoutRepeats([...envelope.gaps, ...verdicts.gaps]),
    answered: envelope.answered,
  };
}

/** Reads observe's answer about one observable; verdicts on others stand apart, judgements of others are left out. Throws Failure `malformed`. */
export function readObservation(json: unknown, asked: Observable, names: ModuleNames = new Map()): Observation {
  const envelope = readEnvelope(json, 'observe', names);
  const verdicts = readDocuments(envelope, 'verdicts', readVerdict);
  const judgements = readDocuments(envelope, 'judgements', readJudgement);
  const sightings = readDocuments(envelope, 'sightings', readSighting);
  const indicators = readDocuments(envelope, 'indicators', readIndicator);
  const lost = [verdicts, judgements, sightings, indicators].flatMap(({ gaps }) => gaps);
  const onOthers = verdicts.read.filter(({ observable }) => !isSame(observable, asked));
  return {
    verdicts: verdicts.read.filter(({ observable }) => isSame(observable, asked)),
    ...(onOthers.length > 0 ? { verdictsOnOthers: onOthers } : {}),
    judgements: judgements.read.flatMap(({ judgement, about }) => (!about || isSame(about, asked) ? [judgement] : [])),
    sightings: sightings.read,
    indicators: indicators.read,
    gaps: withoutRepeats([...envelope.gaps, ...lost]),
    answered: envelope.answered,
  };
}

const linkShape = z.object({ title: words, description: words, url: z.string().trim().min(1) });

/** Reads refer's answer: links, one an item. What has no address is left out. Throws Failure `malformed`. */
export function readLinks(
  json: unknown,
  names: ModuleNames = new Map(),
): { links: readonly PivotLink[]; gaps: readonly Gap[] } {
  const { answers, gaps } = readEnvelope(json, 'refer', names);
  const links = answers.flatMap(({ module, item }) => {
    const link = linkShape.safeParse(item);
    if (!link.success) return [];
    const { title, url, description } = link.data;
    return [{ title: title ?? module, url, module, ...present({ description }) }];
  });
  return { links, gaps };
}

/**
 * Reads the documents of one kind. One that cannot be read is dropped, and so is what is beyond the most that is read;
 * its module's answer then counts as partial.
 */
function readDocuments<T>(
  { answers }: ModuleEnvelope,
  kind: string,
  readDocument: ReadDocument<T>,
): { read: T[]; gaps: Gap[] } {
  const read: T[] = [];
  const incomplete = new Set<string>();
  let left = mostItems;
  for (const { module, docs } of answers) {
    const all = docs(kind);
    if (all.length > left) incomplete.add(module);
    for (const doc of all.slice(0, left)) {
      const document = readDocument(doc, module);
      if (document === undefined) incomplete.add(module);
      else read.push(document);
    }
    left -= Math.min(all.length, left);
  }
  return { read, gaps: [...incomplete].map((module): Gap => ({ module, why: 'failed', partial: true })) };
}

/** Modules answer with spellings of their own (`Evil.example.`, `http://evil.example/`). */
function isSame(one: Observable, other: Observable): boolean {
  const bare = ({ value }: Observable) => value.toLowerCase().replace(/[./]+$/, '');
  return one.type === other.type && bare(one) === bare(other);
}
