import type { Observable } from '../../src/observables/observable.ts';
import { headlineOf } from '../../src/verdicts/look-up.ts';
import type { Disposition, Verdict } from '../../src/verdicts/verdict.ts';
import { createVerdictCache, verdictKey } from '../../src/verdicts/verdict-cache.ts';
import { knownTable } from '../support/known-table.ts';

const page: Observable = { type: 'url', value: 'https://site.example/page' };
const site: Observable = { type: 'domain', value: 'site.example' };
const mail: Observable = { type: 'domain', value: 'mail.example' };
/** `own clean` and `malicious` of one observable. */
const said = (observable: Observable, words: string): Verdict[] =>
  words
    .split(' and ')
    .filter(Boolean)
    .map((word, at) => {
      const [, own, disposition] = /^(own )?(\w+)$/.exec(word)!;
      return {
        observable,
        disposition: disposition as Disposition,
        module: `module ${at}`,
        ...(own ? { own: true as const } : {}),
      };
    });

test.each<[own: string, via: string, headline: Disposition]>([
  ['own clean and malicious', '', 'clean'],
  ['own common and malicious', '', 'common'],
  ['malicious and own suspicious', '', 'suspicious'],
  ['clean and own malicious', '', 'malicious'],
  ['own clean and own suspicious and malicious', '', 'suspicious'],
  ['own unknown and malicious', '', 'malicious'],
  ['own unknown and clean', '', 'unknown'],
  ['own unknown', '', 'unknown'],
  ['own unknown', 'malicious', 'malicious'],
  ['own clean and malicious', 'malicious', 'clean'],
  ['own clean', 'own malicious', 'clean'],
  ['malicious', 'own clean', 'malicious'],
  ['', 'own clean and malicious', 'unknown'],
  ['', 'own unknown and malicious', 'malicious'],
  ['clean', 'own malicious and clean', 'malicious'],
  ['clean', 'own clean and suspicious', 'clean'],
  ['clean', 'own suspicious and malicious', 'suspicious'],
])('%s; the host %s: %s', (own, via, headline) => {
  expect(headlineOf(said(page, own), said(site, via))).toBe(headline);
});

test('what is said of one host says nothing of another', () => {
  const via = [...said(site, 'own clean and malicious'), ...said(mail, 'malicious')];
  expect(headlineOf([], via)).toBe('malicious');
});

describe('kept and forgotten', () => {
  const own: Verdict = { ...said(site, 'own clean')[0]!, reason: 'Ours', until: '2999-01-01T00:00:00.000Z' };
  const known = { verdicts: [own], gaps: [], answered: [], askedAt: 1_000_000 };
  const key = verdictKey(site);
  const waiter = { purpose: 'command' } as const;
  const written = () => new Promise((done) => setImmediate(() => setImmediate(done)));

  test('an own word is kept as it was said, and what was kept before there were any is read', async () => {
    const { table, rows } = knownTable();
    const now = () => 1_000_000;
    createVerdictCache({ now, table }).set(key, known);
    await written();
    const restarted = createVerdictCache({ now, table });
    await restarted.fetch([key], waiter);
    expect(restarted.get(key)).toEqual(known);
    const { own: _, reason: __, ...before } = own;
    rows.set(key, { key, value: { v: 1, is: { ...known, verdicts: [before] } }, until: 2_000_000 });
    const other = createVerdictCache({ now, table });
    await other.fetch([key], waiter);
    expect(other.get(key)?.verdicts).toEqual([before]);
  });

  test('what is forgotten is known nowhere: not in memory, not in the database, not by what waits to be written', async () => {
    const { table } = knownTable();
    const now = () => 1_000_000;
    const cache = createVerdictCache({ now, table });
    cache.set(key, known);
    await written();
    cache.set(key, known);
    cache.forget([key]);
    expect(cache.get(key)).toBeUndefined();
    await written();
    await cache.fetch([key], waiter);
    expect(cache.get(key)).toBeUndefined();
    cache.set(key, known);
    await written();
    const other = createVerdictCache({ now, table });
    await other.fetch([key], waiter);
    expect(other.get(key)).toEqual(known);
  });
});
