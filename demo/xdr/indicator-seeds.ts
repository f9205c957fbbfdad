import type { Document } from './documents.ts';
import { iso, stamped } from './incident-documents.ts';
import { globalAddress, shortIndicatorId } from './judgement-seeds.ts';
import { FOREVER } from './judgements.ts';

/** An indicator of the global store, and the values of the domains whose judgements rest on it. */
export type SeededIndicator = Readonly<{ document: Document; of: readonly string[] }>;

const DAY = 24 * 3_600_000;

/** One as it should be, one of which little is known, one that is hostile. */
export const globalIndicators = (now: number): readonly SeededIndicator[] =>
  [
    {
      of: ['internetbadguys.com'],
      fields: {
        title: 'Phishing kit "Paper Lantern" (made up)',
        short_description: 'Hosts that serve the log-in pages of an invented phishing kit.',
        indicator_type: ['Domain Watchlist', 'Malicious E-mail'],
        tags: ['phishing', 'simulated'],
        severity: 'High',
        confidence: 'High',
      },
    },
    { of: ['internetbadguys.com'], fields: {} },
    {
      of: ['hostile.example.net'],
      fields: { title: '<!here> [click](javascript:alert(1))', indicator_type: ['C2'], tags: ['**bold**'] },
    },
  ].map(({ of, fields }, at) => ({
    of,
    document: {
      ...stamped(now - 9 * DAY),
      type: 'indicator',
      id: globalAddress('indicator', shortIndicatorId(at + 1)),
      producer: 'Talos Intelligence (simulated)',
      valid_time: { start_time: iso(now - 9 * DAY), end_time: FOREVER },
      ...fields,
    },
  }));
