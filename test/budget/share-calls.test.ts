import { shareCalls, type Waiter } from '../../src/budget/share-calls.ts';

/** Calls that end when the test says so. */
function recorder(atOnce: number, most = 3) {
  const calls: { items: readonly string[]; waiter: Waiter; end: (fails?: boolean) => void }[] = [];
  const ask = shareCalls<string, string>({
    atOnce,
    fits: (_, held) => held.length < most,
    call: (items, waiter) =>
      new Promise((resolve, reject) => {
        calls.push({ items, waiter, end: (fails) => (fails ? reject(new Error('no')) : resolve(items.join(''))) });
      }),
  });
  return { calls, ask };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('the first request goes at once, and its items travel together', async () => {
  const { calls, ask } = recorder(1);
  ask(['a', 'b'], { purpose: 'watching' });
  await turn();
  expect(calls.map((call) => call.items)).toEqual([['a', 'b']]);
});

test('what is asked while a call is in flight shares the next', async () => {
  const { calls, ask } = recorder(1);
  ask(['a'], { purpose: 'watching' });
  await turn();
  const b = ask(['b'], { purpose: 'watching' });
  const c = ask(['c'], { purpose: 'watching' });
  await turn();
  expect(calls).toHaveLength(1);
  calls[0]!.end();
  await turn();
  expect(calls[1]!.items).toEqual(['b', 'c']);
  calls[1]!.end();
  expect(await Promise.all([...b, ...c])).toEqual(['bc', 'bc']);
});

test('a command goes before watching, and a shared call has the higher purpose', async () => {
  const { calls, ask } = recorder(1);
  ask(['first'], { purpose: 'watching' });
  await turn();
  ask(['w'], { purpose: 'watching' });
  ask(['c'], { purpose: 'command' });
  await turn();
  calls[0]!.end();
  await turn();
  expect(calls[1]).toMatchObject({ items: ['c', 'w'], waiter: { purpose: 'command' } });
});

test('a shared call names the rooms of all that wait in it, once for each item', async () => {
  const { calls, ask } = recorder(1, 4);
  ask(['first'], { purpose: 'watching', rooms: ['slack/T1/C1'] });
  await turn();
  ask(['a', 'b'], { purpose: 'watching', rooms: ['slack/T1/C2'] });
  ask(['c'], { purpose: 'watching', rooms: ['slack/T1/C3'] });
  ask(['d'], { purpose: 'command' });
  await turn();
  calls[0]!.end();
  await turn();
  expect(calls.map((call) => call.waiter)).toEqual([
    { purpose: 'watching', rooms: ['slack/T1/C1'] },
    { purpose: 'command', rooms: ['slack/T1/C2', 'slack/T1/C2', 'slack/T1/C3'] },
  ]);
});

test('a full call leaves the rest for the next, in order', async () => {
  const { calls, ask } = recorder(1, 2);
  ask(['1', '2', '3', '4', '5'], { purpose: 'command' });
  await turn();
  calls[0]!.end();
  await turn();
  calls[1]!.end();
  await turn();
  expect(calls.map((call) => call.items)).toEqual([['1', '2'], ['3', '4'], ['5']]);
});

test('a call that fails fails for those in it alone', async () => {
  const { calls, ask } = recorder(2, 1);
  const [a, b] = ask(['a', 'b'], { purpose: 'command' });
  const lost = expect(a).rejects.toThrow('no');
  await turn();
  calls[0]!.end(true);
  calls[1]!.end();
  await lost;
  expect(await b).toBe('b');
});

/** Watching lingers until the test says that the time is over. */
function lingering(most = 3) {
  const calls: { items: readonly string[]; purpose: string }[] = [];
  const naps: { ms: number; wake: () => void }[] = [];
  let ms = 500;
  const ask = shareCalls<string, string>({
    atOnce: 8,
    fits: (_, held) => held.length < most,
    call: async (items, { purpose }) => {
      calls.push({ items, purpose });
      return items.join('');
    },
    linger: () => ms,
    sleep: (nap) => new Promise<void>((wake) => naps.push({ ms: nap, wake })),
  });
  return { ask, calls, naps, hurry: () => (ms = 0) };
}
const watching = { purpose: 'watching' } as const;

test('watching that lingers makes one call of what comes meanwhile', async () => {
  const { ask, calls, naps } = lingering();
  ask(['a'], watching);
  await turn();
  ask(['b'], watching);
  await turn();
  expect(calls).toEqual([]);
  expect(naps.map(({ ms }) => ms)).toEqual([500]);
  naps[0]!.wake();
  await turn();
  expect(calls.map(({ items }) => items)).toEqual([['a', 'b']]);
});

test('a full call does not linger', async () => {
  const { ask, calls, naps } = lingering(2);
  ask(['a'], watching);
  await turn();
  ask(['b', 'c'], watching);
  await turn();
  expect(calls.map(({ items }) => items)).toEqual([['a', 'b']]);
  naps[0]!.wake();
  await turn();
  expect(calls[1]!.items).toEqual(['c']);
});

test('nobody who asks lingers, and takes along who does', async () => {
  const { ask, calls } = lingering();
  ask(['a'], watching);
  await turn();
  ask(['b'], { purpose: 'command' });
  await turn();
  expect(calls).toEqual([{ items: ['b', 'a'], purpose: 'command' }]);
});

test('without a reason to linger watching goes at once', async () => {
  const { ask, calls, hurry } = lingering();
  hurry();
  ask(['a'], watching);
  await turn();
  expect(calls).toHaveLength(1);
});
