import type { Observable } from '../../src/observables/observable.ts';
import { createForget } from '../../src/verdicts/forget.ts';
import { createLookUp } from '../../src/verdicts/look-up.ts';
import type { Ask, Deliberation, Disposition, Gap } from '../../src/verdicts/verdict.ts';
import { createVerdictCache, lifetimeOf } from '../../src/verdicts/verdict-cache.ts';

const ip = (n: number): Observable => ({ type: 'ip', value: `203.0.113.${n}` });
const site: Observable = { type: 'domain', value: 'site.example' };
const page: Observable = { type: 'url', value: 'https://site.example/page' };

function lookingUp(say: Record<string, Disposition> = {}, gaps: readonly Gap[] = []) {
  let time = 1_000_000;
  const calls: (readonly Observable[])[] = [];
  const now = () => time;
  const cache = createVerdictCache({ now });
  const lookUp = createLookUp({
    deliberate: async (observables): Promise<Deliberation> => {
      calls.push(observables);
      await new Promise((resolve) => setImmediate(resolve));
      return {
        verdicts: observables.flatMap((observable) => {
          const disposition = say[observable.value];
          return disposition ? [{ observable, disposition, module: 'Talos' }] : [];
        }),
        gaps,
        answered: ['Talos'],
      };
    },
    cache,
    companions: (observable) => (observable.type === 'url' ? [site] : []),
    now,
  });
  return { lookUp, calls, forget: createForget({ cache }), pass: (minutes: number) => (time += minutes * 60_000) };
}
const watching = { purpose: 'watching' } as const;

test('asks for at most 20 observables a call', async () => {
  const { lookUp, calls } = lookingUp();
  const findings = await lookUp(
    Array.from({ length: 45 }, (_, n) => ip(n)),
    watching,
  );
  expect(calls.map((call) => call.length)).toEqual([20, 20, 5]);
  expect(findings).toHaveLength(45);
});

test('callers that want the same observable at the same time share one flight', async () => {
  const { lookUp, calls } = lookingUp();
  await Promise.all([lookUp([ip(1), ip(2)], watching), lookUp([ip(2), ip(3)], { purpose: 'command' })]);
  expect(
    calls
      .flat()
      .map((one) => one.value)
      .sort(),
  ).toEqual(['203.0.113.1', '203.0.113.2', '203.0.113.3']);
});

test('what is forgotten while XDR is asked is not remembered from that answer, and asked anew', async () => {
  const { lookUp, calls, forget } = lookingUp({ [site.value]: 'malicious' });
  const before = lookUp([page], watching);
  while (calls.length === 0) await new Promise<void>((resolve) => process.nextTick(resolve));
  forget(site);
  expect(await before).toMatchObject([{ headline: 'malicious' }]);
  await lookUp([page], watching);
  expect(calls).toEqual([[page, site], [site]]);
});

test.each<[Disposition | 'nothing', number]>([
  ['malicious', 30],
  ['suspicious', 30],
  ['clean', 60],
  ['common', 60],
  ['unknown', 5],
  ['nothing', 5],
])('%s is taken as read for %i minutes', async (disposition, minutes) => {
  const { lookUp, calls, pass } = lookingUp(disposition === 'nothing' ? {} : { [ip(1).value]: disposition });
  await lookUp([ip(1)], watching);
  pass(minutes - 0.1);
  await lookUp([ip(1)], watching);
  expect(calls).toHaveLength(1);
  pass(0.2);
  await lookUp([ip(1)], watching);
  expect(calls).toHaveLength(2);
});

test('a verdict is not kept beyond its own end', () => {
  const askedAt = Date.parse('2026-01-01T00:00:00Z');
  const verdict = { observable: ip(1), disposition: 'clean', module: 'Talos', until: '2026-01-01T00:10:00Z' } as const;
  expect(lifetimeOf({ verdicts: [verdict], gaps: [], answered: [], askedAt })).toBe(10 * 60_000);
});

test('an answer with failed sources is kept briefly; one with sources that may not answer is not', () => {
  const known = {
    verdicts: [{ observable: ip(1), disposition: 'clean', module: 'Talos' } as const],
    answered: [],
    askedAt: 0,
  };
  const gap = (why: Gap['why']): Gap => ({ module: 'Umbrella', why, partial: false });
  expect(lifetimeOf({ ...known, gaps: [gap('timed-out')] })).toBe(5 * 60_000);
  expect(lifetimeOf({ ...known, gaps: [gap('not-permitted')] })).toBe(60 * 60_000);
});

test('a command asks again when sources failed; watching and the impatient do not', async () => {
  const { lookUp, calls, pass } = lookingUp({}, [{ module: 'Umbrella', why: 'timed-out', partial: false }]);
  const command = { purpose: 'command' } as const;
  await lookUp([ip(1)], command);
  await lookUp([ip(1)], command);
  expect(calls).toHaveLength(1);
  pass(0.5);
  await lookUp([ip(1)], watching);
  expect(calls).toHaveLength(1);
  await lookUp([ip(1)], command);
  expect(calls).toHaveLength(2);
});

test('a URL is looked up with its host, and a bad host makes it worse', async () => {
  const { lookUp, calls } = lookingUp({ [site.value]: 'malicious', [page.value]: 'clean' });
  const [finding] = await lookUp([page], watching);
  expect(calls.flat()).toEqual([page, site]);
  expect(finding).toMatchObject({ headline: 'malicious', via: [{ observable: site }] });
});

test('a clean host says nothing of an address under it', async () => {
  const { lookUp } = lookingUp({ [site.value]: 'clean' });
  const [finding] = await lookUp([page], watching);
  expect(finding!.headline).toBe('unknown');
});

test('verdicts of some modules only are not taken for those of all', async () => {
  const { lookUp, calls } = lookingUp({ [ip(1).value]: 'clean' });
  await lookUp([ip(1)], { purpose: 'watching', modules: ['one'] });
  await lookUp([ip(1)], { purpose: 'command' });
  expect(calls).toHaveLength(2);
});

test('admission is asked for what needs a call alone; verdicts are counted by where they came from', async () => {
  const admitted: Ask[] = [];
  const counts: string[] = [];
  const lookUp = createLookUp({
    deliberate: async () => ({ verdicts: [], gaps: [], answered: [] }),
    cache: createVerdictCache({ now: () => 1_000_000 }),
    companions: () => [],
    now: () => 1_000_000,
    admit: (ask) => {
      if (ask.rooms?.includes('slack/T1/C2')) throw new Error('more than its part');
      admitted.push(ask);
    },
    onFrom: (from, count) => counts.push(`${count} ${from}`),
  });
  const calm: Ask = { purpose: 'watching', rooms: ['slack/T1/C1'] };
  const flooding: Ask = { purpose: 'watching', rooms: ['slack/T1/C2'] };
  await lookUp([ip(1), ip(2)], calm);
  expect(await lookUp([ip(1)], flooding)).toHaveLength(1);
  await expect(lookUp([ip(1), ip(3)], flooding)).rejects.toThrow('more than its part');
  expect(admitted).toEqual([calm]);
  expect(counts).toEqual(['2 asked', '1 memory', '1 memory']);
});

test('a call for watching waits for others as long as it is told, and carries their rooms', async () => {
  const asks: Ask[] = [];
  const lookUp = createLookUp({
    deliberate: async (_, ask) => {
      asks.push(ask);
      return { verdicts: [], gaps: [], answered: [] };
    },
    cache: createVerdictCache({ now: () => 1_000_000 }),
    companions: () => [],
    now: () => 1_000_000,
    linger: () => 5,
  });
  const first = lookUp([ip(1)], { purpose: 'watching', rooms: ['slack/T1/C1'] });
  for (let n = 0; n < 50; n++) await undefined; // no timer can end in between
  await Promise.all([first, lookUp([ip(2)], { purpose: 'watching', rooms: ['slack/T1/C2'] })]);
  expect(asks).toEqual([{ purpose: 'watching', rooms: ['slack/T1/C1', 'slack/T1/C2'] }]);
});
