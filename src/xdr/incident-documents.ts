import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { Incident, IncidentContext } from '../incidents/incident.ts';
import { type Observable, observableKey } from '../observables/observable.ts';
import { type Disposition, isWorse } from '../verdicts/verdict.ts';
import { listOf, observable, present, span, words } from './answer-shape.ts';
import { readJudgement } from './module-documents.ts';

/** So many incidents are asked for at once: more than a card shows, since it shows those with the worst score. */
export const mostFound = 100;

const texts = z
  .array(z.unknown())
  .catch([])
  .transform((all) => all.filter((one) => typeof one === 'string').slice(0, 50));
const moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d/)
  .optional()
  .catch(undefined);
const times = z.object({ opened: moment, closed: moment }).catch({ opened: undefined, closed: undefined });
const scores = z.object({ global: z.number().finite().optional().catch(undefined) }).catch({ global: undefined });

const incidentShape = z.object({
  id: z.string().max(500),
  short_id: words,
  title: words,
  short_description: words,
  description: words,
  status: words,
  severity: words,
  confidence: words,
  source: words,
  assignees: texts,
  detection_sources: texts,
  tactics: texts,
  techniques: texts,
  incident_time: times,
  scores,
  created: moment,
  modified: moment,
  context: z.unknown().optional(),
});

/** `incident-<uuid>` at the end of an id, which in answers is an address. */
const shortened = /(?:^|\/)(incident-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;

/** `incident-<uuid>`, lower case, of an id; undefined when it is no incident's. */
export const incidentIdIn = (id: string): string | undefined => shortened.exec(id)?.[1]?.toLowerCase();

/** Reads one incident; throws Failure `malformed` when it is none. */
export function readIncident(json: unknown): Incident {
  const incident = readOne(json);
  if (!incident) throw new Failure('malformed', 'incidents: no incident', { service: 'incidents', status: 200 });
  return incident;
}

/** Reads a search; what is no incident is left out. Throws Failure `malformed` when it is no list. */
export function readIncidents(json: unknown): Incident[] {
  if (!Array.isArray(json)) throw new Failure('malformed', 'incidents: no list', { service: 'incidents', status: 200 });
  return json.slice(0, mostFound).flatMap((each) => readOne(each) ?? []);
}

function readOne(json: unknown): Incident | undefined {
  const read = incidentShape.safeParse(json);
  const id = read.data && incidentIdIn(read.data.id);
  if (!read.success || !id) return undefined;
  const { incident_time: time, scores: score, context, assignees, tactics, techniques, ...rest } = read.data;
  const { title, description, status, severity, confidence, source, created, modified } = rest;
  return {
    id,
    assignees,
    detectedBy: rest.detection_sources,
    tactics,
    techniques,
    ...present({
      address: rest.id.includes('/') ? rest.id : undefined,
      shortId: rest.short_id,
      summary: rest.short_description,
      title,
      description,
      status,
      severity,
      confidence,
      source,
      score: score.global,
      opened: time.opened,
      closed: time.closed,
      created,
      modified,
      context: readContext(context),
    }),
  };
}

const contextShape = z.object({
  sightings: z.unknown().optional(),
  judgements: z.unknown().optional(),
  notes: z.unknown().optional(),
  attack_patterns: z.unknown().optional(),
});
const sightingShape = z.object({
  observables: z.unknown().optional(),
  targets: z.unknown().optional(),
  observed_time: span,
});
const targetShape = z.object({ observables: z.unknown().optional() });
const patternShape = z.object({
  title: words,
  external_references: z
    .array(z.object({ external_id: words }))
    .optional()
    .catch(undefined),
});

/** So many sightings, observables and targets are read of one incident. */
const most = 500;

function readContext(json: unknown): IncidentContext | undefined {
  const context = contextShape.safeParse(json);
  if (!context.success) return undefined;
  const { sightings, judgements, notes, attack_patterns } = context.data;
  const seen = listOf(sightings)
    .slice(0, most)
    .flatMap((each) => sightingShape.safeParse(each).data ?? []);
  const worst = new Map<string, Disposition>();
  for (const each of listOf(judgements).slice(0, most)) {
    const judged = readJudgement(each, '');
    if (!judged?.about) continue;
    const key = observableKey(judged.about);
    const before = worst.get(key);
    if (!before || isWorse(judged.judgement.disposition, before)) worst.set(key, judged.judgement.disposition);
  }
  const observables = distinct(seen.flatMap((one) => observablesOf(one.observables))).slice(0, most);
  const targets = seen
    .flatMap((one) => listOf(one.targets).slice(0, most))
    .flatMap((each) => {
      const known = observablesOf(targetShape.safeParse(each).data?.observables);
      return known.length > 0 ? [known] : [];
    });
  const ends = seen.flatMap(({ observed_time: { from, until } }) => until ?? from ?? []);
  return {
    sightings: listOf(sightings).length,
    notes: listOf(notes).length,
    observables: observables.map((one) => ({
      observable: one,
      ...present({ disposition: worst.get(observableKey(one)) }),
    })),
    targets: distinctTargets(targets).slice(0, most),
    named: Object.fromEntries(
      listOf(attack_patterns)
        .slice(0, most)
        .flatMap((each) => {
          const { title, external_references: references = [] } = patternShape.safeParse(each).data ?? {};
          const id = references.find((one) => /^TA?\d{4}(?:\.\d{3})?$/.test(one.external_id ?? ''))?.external_id;
          return title && id ? [[id, title]] : [];
        }),
    ),
    ...present({ lastSeen: ends.toSorted().at(-1) }),
  };
}

const observablesOf = (json: unknown): Observable[] =>
  listOf(json)
    .slice(0, most)
    .flatMap((each) => observable.safeParse(each).data ?? []);

const distinct = (all: readonly Observable[]): Observable[] => [
  ...new Map(all.map((one) => [observableKey(one), one])).values(),
];

/** Two targets are the same when they share a name, an address or a device id (dossier §4.2). */
function distinctTargets(all: readonly (readonly Observable[])[]): Observable[][] {
  const found: Observable[][] = [];
  for (const target of all) {
    const keys = new Set(target.map(observableKey));
    const same = found.find((one) => one.some((each) => keys.has(observableKey(each))));
    if (same) same.splice(0, same.length, ...distinct([...same, ...target]));
    else found.push(distinct(target));
  }
  return found;
}
