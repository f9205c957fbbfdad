import { DEMO_ORG, DEMO_USER } from './api-clients.ts';
import type { Document } from './documents.ts';
import type { IncidentStory } from './incident-story.ts';

const SCHEMA_VERSION = '1.3.30';
/** Ids in answers are addresses, with the port (dossier §6.1). */
const STORE = 'https://private.intel.amp.cisco.com:443/ctia';

const pad = (number: number): string => String(number).padStart(12, '0');

/** `incident-00000000-0000-4000-8000-000000001042`. */
export const shortIncidentId = (number: number): string => `incident-00000000-0000-4000-8000-${pad(1000 + number)}`;

/** The address of a document of the store. */
export const storeAddress = (type: string, shortId: string): string => `${STORE}/${type}/${shortId}`;

/** Milliseconds from the opening of an incident until the store has it. */
export const MADE_AFTER = 40_000;

/** The last part of an id: in answers ids are addresses. */
export const lastPart = (id: string): string => id.slice(id.lastIndexOf('/') + 1).toLowerCase();

/** What each document of the store has. */
export const stamped = (created: number): Document => ({
  schema_version: SCHEMA_VERSION,
  tlp: 'amber',
  owner: DEMO_USER.id,
  groups: [DEMO_ORG.id],
  client_id: 'iroh-correlation-client',
  created: iso(created),
  modified: iso(created),
});

export const iso = (at: number): string => new Date(at).toISOString();

/** The incident itself. */
export function incidentDocument(story: IncidentStory, now: number): Document {
  const opened = now - story.ago;
  return {
    ...stamped(opened + MADE_AFTER),
    type: 'incident',
    id: storeAddress('incident', shortIncidentId(story.number)),
    short_id: `INC-${1000 + story.number}`,
    title: story.title,
    ...(story.summary === undefined ? {} : { short_description: story.summary }),
    ...(story.description === '' ? {} : { description: story.description }),
    status: story.status,
    severity: story.severity,
    confidence: story.confidence,
    source: story.source,
    assignees: story.assignees,
    promotion_method: 'Automated',
    discovery_method: 'Log Review',
    detection_sources: story.detectedBy,
    detection_status: 'active',
    incident_time: {
      opened: iso(opened),
      discovered: iso(opened - 17 * 60_000),
      ...(story.closedAgo === undefined ? {} : { closed: iso(now - story.closedAgo) }),
    },
    tactics: [...new Set(story.techniques.map(({ tactic }) => tactic))],
    techniques: story.techniques.map(({ id }) => id),
    ...(story.score === undefined
      ? {}
      : { scores: { asset: Math.round(story.score / 100), ttp: Math.round(story.score / 10), global: story.score } }),
    categories: ['Malicious Code'],
    external_ids: [`simulated-correlation:${story.number}`],
    external_references: [],
    timestamp: iso(opened),
  };
}

/** What the platform gathered around it: a bundle. */
export function contextDocument(story: IncidentStory, now: number, notes: readonly Document[]): Document {
  const opened = now - story.ago;
  const id = (type: string, at: number) =>
    storeAddress(type, `${type}-00000000-0000-4000-8000-${pad(story.number * 1000 + at)}`);
  const incident = storeAddress('incident', shortIncidentId(story.number));
  const sightings = story.sightings.map((sighting, at) => {
    const observed_time = { start_time: iso(now - sighting.ago), end_time: iso(now - sighting.ago + sighting.lasted) };
    return {
      ...stamped(opened),
      type: 'sighting',
      id: id('sighting', at),
      title: sighting.title,
      count: 1,
      confidence: 'High',
      severity: story.severity,
      internal: true,
      source: story.source,
      observed_time,
      observables: sighting.observables,
      targets: sighting.targets.map((target) => ({ type: 'endpoint', ...target, observed_time })),
      relations: [],
    };
  });
  return {
    type: 'bundle',
    source: 'IROH Engine',
    sightings,
    judgements: story.judgements.map(({ observable, disposition, reason }, at) => ({
      ...stamped(opened),
      type: 'judgement',
      id: id('judgement', at),
      observable,
      disposition,
      disposition_name: ['Clean', 'Malicious', 'Suspicious', 'Common', 'Unknown'][disposition - 1],
      priority: 90,
      confidence: 'High',
      severity: story.severity,
      source: story.source,
      reason,
      valid_time: { start_time: iso(opened), end_time: '2525-01-01T00:00:00.000Z' },
    })),
    attack_patterns: story.techniques.map((technique, at) => ({
      ...stamped(opened),
      type: 'attack-pattern',
      id: id('attack-pattern', at),
      title: `${technique.title} (${technique.id})`,
      short_description: technique.title,
      description: technique.title,
      external_references: [{ source_name: 'mitre-attack', external_id: technique.id }],
      kill_chain_phases: [{ kill_chain_name: 'mitre-attack', phase_name: technique.phase }],
    })),
    relationships: sightings.map((sighting, at) => ({
      ...stamped(opened),
      type: 'relationship',
      id: id('relationship', at),
      relationship_type: 'member-of',
      source_ref: sighting.id,
      target_ref: incident,
    })),
    notes,
  };
}
