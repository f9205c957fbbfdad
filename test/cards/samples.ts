import type { Observable } from '../../src/observables/observable.ts';
import type { Finding } from '../../src/verdicts/finding.ts';
import type { Disposition, Gap, Verdict } from '../../src/verdicts/verdict.ts';

export const address: Observable = { type: 'ip', value: '45.83.10.7' };
export const host: Observable = { type: 'domain', value: 'internetbadguys.com' };
export const url: Observable = { type: 'url', value: 'http://internetbadguys.com/login' };

export const says = (observable: Observable, disposition: Disposition, module: string, until?: string): Verdict => ({
  observable,
  disposition,
  module,
  ...(until === undefined ? {} : { until }),
});

export const gap = (module: string, why: Gap['why'], partial = false): Gap => ({ module, why, partial });

/** A finding with the headline that its verdicts give it when none is named. */
export const finding = (observable: Observable, parts: Partial<Finding> = {}): Finding => ({
  observable,
  verdicts: [],
  via: [],
  gaps: [],
  answered: ['Talos Intelligence', 'Umbrella'],
  headline: parts.verdicts?.[0]?.disposition ?? 'unknown',
  askedAt: Date.UTC(2026, 2, 2, 9, 15),
  ...parts,
});
