import fc from 'fast-check';
import { plainText } from '../../src/cards/plain-text.ts';
import type { LookedAt } from '../../src/rooms/collected.ts';
import type { Happening } from '../../src/rooms/happening.ts';
import { observablesCard } from '../../src/rooms/observables-card.ts';
import { summaryCard } from '../../src/rooms/summary-card.ts';
import { timelineCard } from '../../src/rooms/timeline-card.ts';
import { hostile } from '../support/hostile-strings.ts';

const room = { platform: 'slack', workspace: 'T1', channel: 'C1' } as const;
const at = Date.UTC(2026, 10, 30, 7);
const common = { room, permalinkOf: () => 'https://acme.slack.com/archives/C1/p1', prefix: '/xdr', simulated: false };

/** Nothing that a chat would make alive, and one line each. */
function expectDead(text: string, strings: readonly string[]): void {
  expect(text).not.toMatch(/<[!@#a-z/]/i);
  expect(text.replaceAll('https://acme.slack.com/archives/C1/p1', '')).not.toMatch(/https?:\/\//);
  expect(text).not.toMatch(/(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069\u200b]/u);
  expect(text.split('\n').length).toBeLessThan(30 + strings.length);
}

const observableOf = (type: string, value: string): LookedAt => ({
  observable: { type, value },
  mentions: 1,
  firstAt: at,
  lastAt: at,
  atFirst: 'unknown',
  atLast: 'malicious',
  people: ['U1', 'U2', 'U3', 'U4'],
  byBots: true,
  first: { id: '1' },
});

test('whatever was collected, marked, named and audited stays text', () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 4, maxLength: 4 }), (strings) => {
      const [type, value, name, said] = strings as [string, string, string, string];
      const named = (id: string) => ({ platform: 'slack', id, name }) as const;
      const counts = { observables: 1, by: { malicious: 1 }, mentions: 1, firstAt: at, lastAt: at };
      const observables = [observableOf(type, value)];
      const happening: Happening = {
        at,
        tone: 'info',
        word: 'Marked',
        text: '',
        observable: { type, value },
        by: named('U1'),
        message: { id: '1' },
        quote: said,
      };
      const none = { done: 0, waiting: 0, unknown: 0, failed: 0, dropped: 0, dryRuns: 0 };
      const link = { room, incident: 'incident-1', linkedBy: 'U1', linkedAt: at };
      for (const card of [
        observablesCard({ ...common, observables, counts, named }),
        timelineCard({ ...common, happenings: [happening] }),
        summaryCard({
          ...common,
          counts,
          worst: observables,
          people: [named('U1')],
          actions: none,
          marks: 1,
          incident: {
            link,
            incident: {
              id: 'incident-1',
              title: said,
              status: name,
              severity: type,
              assignees: [],
              detectedBy: [],
              tactics: [],
              techniques: [],
            },
          },
        }),
      ])
        expectDead(plainText(card), strings);
    }),
    { numRuns: 150 },
  );
});
