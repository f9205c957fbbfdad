import fc from 'fast-check';
import type { Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { observableKey } from '../../src/observables/observable.ts';
import type { News, Track } from '../../src/tracks/track.ts';
import { newsCard, trackCard, trackedCard, tracksCard, untrackedCard } from '../../src/tracks/track-card.ts';
import { verdictCard } from '../../src/verdicts/verdict-card.ts';
import { hostile } from '../cards/hostile-strings.ts';
import { finding, gap, says } from '../cards/samples.ts';

const hour = 3_600_000;
const tracked = (bad: string, untold?: News): Track => {
  const observable = { type: bad, value: bad };
  const known = finding(observable, {
    verdicts: [says(observable, 'malicious', bad, bad)],
    gaps: [gap(bad, 'failed')],
    answered: [bad],
    headline: 'malicious',
  });
  return {
    id: 't1',
    place: { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false },
    observable,
    askedBy: { id: bad, name: bad },
    askedAt: 0,
    endsAt: Date.UTC(2026, 2, 9),
    known,
    checks: 0,
    version: 1,
    ...(untold ? { untold } : {}),
  };
};
const news = (bad: string): readonly News[] => [
  { news: 'changed', from: 'unknown', ranOut: [bad, `${bad}2`] },
  { news: 'ran-out', ranOut: [bad] },
  { news: 'ended' },
  { news: 'stopped' },
  { news: 'redrawn' },
];

/** Every string of a card that a renderer shows; a person’s id is the platform’s. */
function strings(node: unknown): readonly string[] {
  if (typeof node === 'string') return [node];
  if (Array.isArray(node)) return node.flatMap(strings);
  if (node === null || typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([key, child]) =>
    key === 'press' || key === 'data' || key === 'id' ? [] : strings(child),
  );
}

test('a hostile string stays text wherever it stands, also as the name of a room', () => {
  fc.assert(
    fc.property(hostile, (bad) => {
      const observable = { type: bad, value: bad };
      const seen = new Map([[observableKey(observable), [{ room: { name: bad }, ago: 3 * hour }]]]);
      const one = finding(observable);
      const offers = { details: true, pivot: true, track: true };
      const cards: readonly (Card | undefined)[] = [
        ...news(bad).flatMap((one) => [
          trackCard(tracked(bad, one), { details: true, simulated: true }),
          newsCard(tracked(bad, one), true),
        ]),
        trackedCard(tracked(bad), false, false),
        tracksCard([tracked(bad)], false),
        untrackedCard([tracked(bad), tracked(bad)], false),
        verdictCard({ findings: [one], seen, offers, simulated: false }),
        verdictCard({ findings: [one, one], seen, offers, simulated: false }),
      ];
      const shown = strings(cards);
      const obeyed = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
      const live = /https?:\/\/|ftp:\/\/|evil[.。．｡]example|@evil|<[!@#/a-z]|1\.2\.3\.4/i;
      expect(shown.filter((words) => obeyed.test(words) || live.test(words) || words.length >= 2000)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('how long ago is said in whole hours or days', () => {
  const observable = { type: 'ip', value: '45.83.10.7' };
  const words = (ago: number) => {
    const seen = new Map([[observableKey(observable), [{ room: 'here' as const, ago }]]]);
    const offers = { details: false, pivot: false };
    return /Seen here (.*)\./.exec(
      plainText(verdictCard({ findings: [finding(observable)], seen, offers, simulated: false })),
    )?.[1];
  };
  expect([0, hour - 1, hour, 2.9 * hour, 47.9 * hour, 48 * hour, 29 * 24 * hour].map(words)).toEqual([
    'less than an hour ago',
    'less than an hour ago',
    '1 hour ago',
    '2 hours ago',
    '47 hours ago',
    '2 days ago',
    '29 days ago',
  ]);
});
