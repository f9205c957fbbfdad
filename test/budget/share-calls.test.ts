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
