import type { Purpose } from '../../src/budget/purpose.ts';
import { shareCalls } from '../../src/budget/share-calls.ts';

/** Calls that end when the test says so. */
function recorder(atOnce: number, most = 3) {
  const calls: { items: readonly string[]; purpose: Purpose; end: (fails?: boolean) => void }[] = [];
  const ask = shareCalls<string, string>({
    atOnce,
    fits: (_, held) => held.length < most,
    call: (items, purpose) =>
      new Promise((resolve, reject) => {
        calls.push({ items, purpose, end: (fails) => (fails ? reject(new Error('no')) : resolve(items.join(''))) });
      }),
  });
  return { calls, ask };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('the first request goes at once, and its items travel together', async () => {
  const { calls, ask } = recorder(1);
  ask(['a', 'b'], 'watching');
  await turn();
  expect(calls.map((call) => call.items)).toEqual([['a', 'b']]);
});

test('what is asked while a call is in flight shares the next', async () => {
  const { calls, ask } = recorder(1);
  ask(['a'], 'watching');
  await turn();
  const b = ask(['b'], 'watching');
  const c = ask(['c'], 'watching');
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
  ask(['first'], 'watching');
  await turn();
  ask(['w'], 'watching');
  ask(['c'], 'command');
  await turn();
  calls[0]!.end();
  await turn();
  expect(calls[1]).toMatchObject({ items: ['c', 'w'], purpose: 'command' });
});

test('a full call leaves the rest for the next, in order', async () => {
  const { calls, ask } = recorder(1, 2);
  ask(['1', '2', '3', '4', '5'], 'command');
  await turn();
  calls[0]!.end();
  await turn();
  calls[1]!.end();
  await turn();
  expect(calls.map((call) => call.items)).toEqual([['1', '2'], ['3', '4'], ['5']]);
});

test('a call that fails fails for those in it alone', async () => {
  const { calls, ask } = recorder(2, 1);
  const [a, b] = ask(['a', 'b'], 'command');
  const lost = expect(a).rejects.toThrow('no');
  await turn();
  calls[0]!.end(true);
  calls[1]!.end();
  await lost;
  expect(await b).toBe('b');
});
