import { createHash } from 'node:crypto';
import { type Observable, observableKey } from '../../src/observables/observable.ts';
import type { Module } from './modules.ts';
import { DISPOSITION_NUMBERS, type Opinion } from './opinion.ts';
import type { StoryIndicator, StorySighting } from './story.ts';

/** A CTIM document as it goes out. */
export type Document = Readonly<Record<string, unknown>>;

const SCHEMA_VERSION = '1.3.30';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The year that stands for "no end". */
const FOREVER = '2525-01-01T00:00:00.000Z';

export function verdictDocument(module: Module, observable: Observable, opinion: Opinion, now: number): Document {
  return {
    type: 'verdict',
    disposition: DISPOSITION_NUMBERS[opinion.disposition],
    observable: { type: observable.type, value: observable.value },
    disposition_name: opinion.disposition,
    valid_time: validTime(module, observable, opinion, now),
  };
}

export function judgementDocument(module: Module, observable: Observable, opinion: Opinion, now: number): Document {
  return {
    type: 'judgement',
    id: transientId('judgement', module, observable, ''),
    schema_version: SCHEMA_VERSION,
    observable: { type: observable.type, value: observable.value },
    disposition: DISPOSITION_NUMBERS[opinion.disposition],
    disposition_name: opinion.disposition,
    priority: opinion.priority ?? 85,
    confidence: opinion.confidence ?? 'Medium',
    severity: opinion.severity ?? 'Unknown',
    source: module.name,
    ...(opinion.sourceUri === undefined ? {} : { source_uri: opinion.sourceUri }),
    ...(opinion.reason === undefined ? {} : { reason: opinion.reason }),
    tlp: 'amber',
    valid_time: validTime(module, observable, opinion, now),
  };
}

export function sightingDocument(
  module: Module,
  observable: Observable,
  sighting: StorySighting,
  now: number,
): Document {
  const observed_time = {
    start_time: iso(now - sighting.ago),
    ...(sighting.lasted === undefined ? {} : { end_time: iso(now - sighting.ago + sighting.lasted) }),
  };
  return {
    type: 'sighting',
    id: transientId('sighting', module, observable, sighting.title),
    schema_version: SCHEMA_VERSION,
    title: sighting.title,
    ...(sighting.description === undefined ? {} : { description: sighting.description }),
    count: sighting.count,
    confidence: 'High',
    ...(sighting.severity === undefined ? {} : { severity: sighting.severity }),
    ...(sighting.resolution === undefined ? {} : { resolution: sighting.resolution }),
    internal: (sighting.targets ?? []).length > 0,
    source: module.name,
    tlp: 'amber',
    timestamp: observed_time.start_time,
    observed_time,
    observables: [{ type: observable.type, value: observable.value }],
    targets: (sighting.targets ?? []).map((target) => ({ type: 'endpoint', ...target, observed_time })),
    relations: (sighting.relations ?? []).map((relation) => ({ origin: module.name, ...relation })),
  };
}

/** The indicator, the technique it points to and the links between judgement, indicator and technique. */
export function indicatorDocuments(
  module: Module,
  observable: Observable,
  indicator: StoryIndicator,
): { indicator: Document; attackPattern?: Document; relationships: readonly Document[] } {
  const id = transientId('indicator', module, observable, indicator.title);
  const link = (relationship_type: string, source_ref: string, target_ref: string): Document => ({
    type: 'relationship',
    id: transientId('relationship', module, observable, `${source_ref}${target_ref}`),
    schema_version: SCHEMA_VERSION,
    relationship_type,
    source_ref,
    target_ref,
    source: module.name,
    tlp: 'amber',
  });
  const document = {
    type: 'indicator',
    id,
    schema_version: SCHEMA_VERSION,
    producer: module.name,
    title: indicator.title,
    short_description: indicator.description,
    tags: indicator.tags,
    confidence: 'High',
    severity: 'High',
    tlp: 'amber',
    source: module.name,
    valid_time: { start_time: '2026-01-01T00:00:00.000Z', end_time: FOREVER },
  };
  const basedOn = link('based-on', transientId('judgement', module, observable, ''), id);
  if (!indicator.technique) return { indicator: document, relationships: [basedOn] };
  const technique = indicator.technique;
  const attackPattern = {
    type: 'attack-pattern',
    id: transientId('attack-pattern', module, observable, technique.id),
    schema_version: SCHEMA_VERSION,
    title: `${technique.title} (${technique.id})`,
    short_description: technique.description,
    description: technique.description,
    external_references: [
      {
        source_name: 'mitre-attack',
        external_id: technique.id,
        url: `https://attack.mitre.org/techniques/${technique.id}`,
      },
    ],
  };
  return { indicator: document, attackPattern, relationships: [basedOn, link('indicates', id, attackPattern.id)] };
}

/** Ids of one answer, the same in each: refs between documents and between modules hold. */
function transientId(kind: string, module: Module, observable: Observable, what: string): string {
  const hex = createHash('sha256')
    .update([kind, module.id, observableKey(observable), what].join('\n'))
    .digest('hex');
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)];
  return `transient:${kind}-${uuid.join('-')}`;
}

/** How long verdicts last by type: addresses move within a week, names within a month, a file never changes. */
const USUAL_DAYS: Readonly<Record<string, number>> = { ip: 7, ipv6: 7, url: 7, domain: 30, email: 30, hostname: 30 };

function validTime(module: Module, observable: Observable, opinion: Opinion, now: number): Document {
  // Verdicts began at the last full hour before now, so that answers within an hour are the same.
  const start = Math.floor(now / HOUR) * HOUR;
  const start_time = iso(start);
  if (opinion.validFor === 'absent') return {};
  if (opinion.validFor === 'open') return { start_time };
  if (opinion.validFor === 'forever') return { start_time, end_time: FOREVER };
  if (opinion.validFor !== undefined) return { start_time, end_time: iso(now + opinion.validFor) };
  if (['md5', 'sha1', 'sha256'].includes(observable.type)) return { start_time, end_time: FOREVER };
  const days = USUAL_DAYS[observable.type];
  if (days === undefined || module.lifetimes === 'open-ended') return { start_time };
  return { start_time, end_time: iso(start + days * DAY) };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
