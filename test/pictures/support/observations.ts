import type { Observable } from '../../../src/observables/observable.ts';
import type { Observation, Relation, Sighting } from '../../../src/verdicts/observation.ts';

export const ip = (value: string): Observable => ({ type: 'ip', value });
export const host = (value: string): Observable => ({ type: 'hostname', value });
export const hash = (number: number): Observable => ({ type: 'sha256', value: number.toString(16).padStart(64, 'a') });
export const asked: Observable = { type: 'domain', value: 'evil.example' };

export const relation = (source: Observable, word: string, related: Observable): Relation => ({
  source,
  relation: word,
  related,
});

export const sighting = (parts: Partial<Sighting> = {}): Sighting => ({
  module: 'Umbrella',
  count: 1,
  internal: true,
  targets: [],
  ...parts,
});

export const observed = (parts: Partial<Observation> = {}) => ({
  observable: asked,
  observation: { verdicts: [], judgements: [], sightings: [], indicators: [], gaps: [], answered: [], ...parts },
});

/** So many relations of the focus and of others among each other. */
export const many = (count: number) =>
  observed({
    judgements: [{ module: 'Talos', disposition: 'malicious' }],
    indicators: Array.from({ length: 30 }, (_, at) => ({ module: 'T', title: `Indicator ${at}`, tags: [] })),
    sightings: [
      sighting({
        targets: Array.from({ length: 50 }, (_, at) => ({ type: 'endpoint', observables: [host(`ws-${at}`)] })),
        relations: Array.from({ length: count }, (_, at) =>
          at % 3 === 0
            ? relation(asked, 'Resolved_To', ip(`10.0.${at % 251}.${at % 241}`))
            : relation(hash(at), at % 3 === 1 ? 'Downloaded_From' : 'Connected_To', at % 2 ? asked : hash(at - 1)),
        ),
      }),
    ],
  });
