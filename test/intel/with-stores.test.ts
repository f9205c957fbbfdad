import { Failure, type FailureKind } from '../../src/failure.ts';
import { createDeliberateWithStores, type Store } from '../../src/intel/with-stores.ts';
import type { Observable } from '../../src/observables/observable.ts';
import type { Ask, Deliberation, Verdict } from '../../src/verdicts/verdict.ts';

const one: Observable = { type: 'domain', value: 'evil.example' };
const other: Observable = { type: 'domain', value: 'other.example' };
const watching = { purpose: 'watching', rooms: ['slack/T1/C1'] } as const;
const command = { purpose: 'command' } as const;
const says = (module: string, disposition: Verdict['disposition'], observable = one): Verdict => ({
  observable,
  disposition,
  module,
});
const forever = <T>() => new Promise<T>(() => {});

function asking({
  global = {},
  own = {},
  modules = {},
  deliberate,
  atLeast = 10_000,
}: {
  global?: Partial<Store>;
  own?: Partial<Store>;
  modules?: Partial<Deliberation>;
  deliberate?: () => Promise<Deliberation>;
  atLeast?: number;
} = {}) {
  let time = 1_000_000;
  const asked: { store: string; observables: readonly Observable[]; ask: Ask }[] = [];
  const store = (name: string, isOwn: boolean, more: Partial<Store>): Store => {
    const ask = more.ask ?? (async () => ({ verdicts: [], cut: false, unasked: [] }));
    return {
      name,
      own: isOwn,
      isAskedByModule: !isOwn,
      granted: async () => true,
      ...more,
      ask: (observables, how) => {
        asked.push({ store: name, observables, ask: how });
        return ask(observables, how);
      },
    };
  };
  const answer = { verdicts: [says('Talos', 'malicious')], gaps: [], answered: ['Talos'], ...modules };
  const deliberateWithStores = createDeliberateWithStores({
    deliberate: deliberate ?? (async () => answer),
    stores: [store('Global', false, global), store('Private', true, own)],
    now: () => time,
    atLeast,
  });
  return { deliberate: deliberateWithStores, asked, answer, pass: (ms: number) => (time += ms) };
}
const saying = (...verdicts: Verdict[]): Partial<Store> => ({
  ask: async () => ({ verdicts, cut: false, unasked: [] }),
});
const failing = (kind: FailureKind): Partial<Store> => ({ ask: () => Promise.reject(new Failure(kind, 'no')) });
const not: Partial<Store> = { granted: async () => false };

test('both stores are asked for the same observables and purpose, and join what modules say', async () => {
  const own = { ...says('Private', 'clean'), own: true as const, reason: 'Ours' };
  const { deliberate, asked } = asking({ global: saying(says('Global', 'suspicious')), own: saying(own) });
  expect(await deliberate([one, other], { ...watching, anew: true })).toEqual({
    verdicts: [says('Talos', 'malicious'), says('Global', 'suspicious'), own],
    gaps: [],
    answered: ['Talos', 'Global', 'Private'],
  });
  expect(asked).toEqual(['Global', 'Private'].map((store) => ({ store, observables: [one, other], ask: watching })));
});

test('without a granted store nothing is asked, and the answer is that of the modules', async () => {
  const { deliberate, asked, answer } = asking({ global: not, own: not });
  expect(await deliberate([one], command)).toEqual(answer);
  const away = asking({
    global: { granted: () => Promise.reject(new Failure('unavailable', 'no token')) },
    own: not,
  });
  expect(await away.deliberate([one], command)).toEqual(answer);
  expect([...asked, ...away.asked]).toEqual([]);
});

test.each<[FailureKind, string]>([
  ['timed-out', 'timed-out'],
  ['rate-limited', 'rate-limited'],
  ['over-budget', 'rate-limited'],
  ['unavailable', 'failed'],
  ['malformed', 'failed'],
  ['bad-request', 'failed'],
])('a store that fails (%s) is a gap of that store alone', async (kind, why) => {
  const { deliberate } = asking({ global: failing(kind), own: saying(says('Private', 'clean')) });
  const { verdicts, gaps, answered } = await deliberate([one], command);
  expect(verdicts.map(({ module }) => module)).toEqual(['Talos', 'Private']);
  expect(gaps).toEqual([{ module: 'Global', why, partial: false }]);
  expect(answered).toEqual(['Talos', 'Private']);
});

test('a store that refuses the client is as one that is not granted, and is left alone for ten minutes', async () => {
  const { deliberate, asked, pass, answer } = asking({ global: failing('missing-scope'), own: not });
  expect(await deliberate([one], command)).toEqual(answer);
  await deliberate([one], command);
  pass(9 * 60_000);
  await deliberate([one], command);
  expect(asked).toHaveLength(1);
  pass(2 * 60_000);
  await deliberate([one], command);
  expect(asked).toHaveLength(2);
});

test('a store that never answers is waited for no longer than it may', async () => {
  const { deliberate } = asking({ global: { ask: forever }, own: not, atLeast: 20 });
  expect((await deliberate([one], command)).gaps).toEqual([{ module: 'Global', why: 'timed-out', partial: false }]);
});

test('while modules are waited for, a store may take its time; what it said by then counts', async () => {
  const modules = Promise.withResolvers<Deliberation>();
  const store = Promise.withResolvers<Awaited<ReturnType<Store['ask']>>>();
  const { deliberate, answer } = asking({
    deliberate: () => modules.promise,
    global: { ask: () => store.promise },
    own: not,
    atLeast: 0,
  });
  const answered = deliberate([one], command);
  await new Promise((done) => setTimeout(done, 20));
  store.resolve({ verdicts: [says('Global', 'clean')], cut: false, unasked: [] });
  await store.promise;
  await new Promise((done) => setImmediate(done));
  modules.resolve(answer);
  expect((await answered).answered).toEqual(['Talos', 'Global']);
});

test('what the modules refuse at once costs no call of a store; what fails later fails as it did', async () => {
  const refused = new Failure('over-budget', 'no');
  const { deliberate, asked } = asking({ deliberate: () => Promise.reject(refused) });
  await expect(deliberate([one], watching)).rejects.toBe(refused);
  expect(asked).toEqual([]);
  const late = asking({
    deliberate: () => new Promise((_, reject) => setTimeout(reject, 20, refused)),
    own: failing('unavailable'),
  });
  await expect(late.deliberate([one], watching)).rejects.toBe(refused);
  expect(late.asked).toHaveLength(2);
});

test('nothing asked, nothing said', async () => {
  const { deliberate, asked } = asking();
  await deliberate([], command);
  expect(asked).toEqual([]);
});

test('a store that has more than was read answered in part; what no question can hold is not for it', async () => {
  const answering = (cut: boolean, unasked: readonly Observable[]): Partial<Store> => ({
    ask: async () => ({ verdicts: [], cut, unasked }),
  });
  const { deliberate } = asking({ global: answering(true, []), own: answering(false, [one]) });
  expect(await deliberate([one], command)).toMatchObject({
    gaps: [
      { module: 'Global', why: 'failed', partial: true },
      { module: 'Private', why: 'unsupported', partial: false },
    ],
    answered: ['Talos', 'Global'],
  });
});

describe('XDR asks a store itself', () => {
  const modules = {
    verdicts: [says('global', 'clean'), says('Talos', 'malicious')],
    gaps: [],
    answered: ['global', 'Talos'],
  };

  test('then its word stands once, and it is not asked beside that for an hour', async () => {
    const { deliberate, asked, pass } = asking({ modules, global: saying(says('Global', 'clean')), own: not });
    const first = await deliberate([one], command);
    expect(first.verdicts.map(({ module }) => module)).toEqual(['Talos', 'Global']);
    expect(first.answered).toEqual(['Talos', 'Global']);
    expect((await deliberate([one], command)).answered).toEqual(['global', 'Talos']);
    expect(asked).toHaveLength(1);
    pass(61 * 60_000);
    await deliberate([one], command);
    expect(asked).toHaveLength(2);
  });

  test('a module that failed has said nothing of it: the store goes on being asked, and makes up for it', async () => {
    const gaps = [{ module: 'Global', why: 'timed-out', partial: false } as const];
    const { deliberate, asked } = asking({ modules: { gaps }, own: not });
    expect((await deliberate([one], command)).gaps).toEqual([]);
    await deliberate([one], command);
    expect(asked).toHaveLength(2);
  });

  test('and a store that failed is no gap where the module answered', async () => {
    const { deliberate } = asking({ modules, global: failing('unavailable'), own: not });
    expect((await deliberate([one], command)).gaps).toEqual([]);
  });
});

describe('the organisation’s own word', () => {
  const modules = {
    verdicts: [says('private', 'suspicious'), says('private', 'clean', other), says('Talos', 'malicious')],
    gaps: [],
    answered: ['private', 'Talos'],
  };
  const ownIn = ({ verdicts }: Deliberation) => verdicts.filter((verdict) => verdict.own);

  test('a module of the store’s name tells it where the store does not', async () => {
    for (const own of [not, failing('unavailable')]) {
      const { deliberate } = asking({ modules, global: not, own });
      expect(ownIn(await deliberate([one, other], command)).map(({ disposition }) => disposition)).toEqual([
        'suspicious',
        'clean',
      ]);
    }
  });

  test('where the store answered, it alone says what is own', async () => {
    const own = saying({ ...says('Private', 'clean'), own: true });
    const { deliberate } = asking({ modules, global: not, own });
    const deliberation = await deliberate([one, other], command);
    expect(ownIn(deliberation)).toEqual([{ ...says('Private', 'clean'), own: true }]);
    expect(deliberation.verdicts.map(({ module }) => module)).toEqual(['private', 'Talos', 'Private']);
  });

  test('it is asked for also where watching asks some modules only, Global Intelligence is not', async () => {
    const { deliberate, asked } = asking();
    await deliberate([one], { ...watching, modules: ['id-of-talos'] });
    expect(asked.map(({ store }) => store)).toEqual(['Private']);
  });
});
