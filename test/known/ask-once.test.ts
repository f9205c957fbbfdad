import type { Waiter } from '../../src/budget/share-calls.ts';
import { createAskOnce, type KnownFrom } from '../../src/known/ask-once.ts';

const watching = { purpose: 'watching', rooms: ['slack/T1/C1'] } as const;
const flooding = { purpose: 'watching', rooms: ['slack/T1/C2'] } as const;
const command = { purpose: 'command' } as const;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Values are the items in capitals; the database is read, and calls end, when the test says so. */
function asking({ stored = {}, fails = false }: { stored?: Record<string, string>; fails?: boolean } = {}) {
  const memory = new Map<string, string>();
  const calls: { items: readonly string[]; end: () => void }[] = [];
  const reads: (() => void)[] = [];
  const counts: [KnownFrom, number][] = [];
  let moment = 0;
  const forgotten = new Map<string, number>();
  const forget = (key: string) => {
    moment += 1;
    memory.delete(key);
    forgotten.set(key, moment);
  };
  const ask = createAskOnce<string, string, Waiter>({
    cache: {
      get: (key) => memory.get(key),
      fetch: (keys) =>
        new Promise((resolve) => {
          reads.push(() => {
            for (const key of keys) if (stored[key]) memory.set(key, stored[key]);
            resolve();
          });
        }),
      moment: () => moment,
      isForgottenSince: (key, since) => (forgotten.get(key) ?? 0) > since,
    },
    keyOf: (item) => item,
    suffices: (value, { purpose }) => purpose === 'watching' || value !== 'WORN',
    call: (items) => {
      const answer = new Promise<void>((resolve) => calls.push({ items, end: resolve }));
      return items.map(async (item) => {
        await answer;
        if (fails) throw new Error('no');
        memory.set(item, item.toUpperCase());
        return item.toUpperCase();
      });
    },
    admit: ({ rooms }) => {
      if (rooms?.includes('slack/T1/C2')) throw new Error('more than its part');
    },
    onFrom: (from, count) => counts.push([from, count]),
  });
  return { ask, memory, calls, reads, counts, forget };
}

test('what memory holds is not read, what the database holds is not asked', async () => {
  const { ask, memory, calls, reads, counts } = asking({ stored: { b: 'STORED' } });
  memory.set('a', 'HELD');
  expect(await ask(['a'], watching)).toEqual(['HELD']);
  expect(reads).toHaveLength(0);
  const both = ask(['c', 'a', 'b'], watching);
  reads[0]!();
  await turn();
  expect(calls.map(({ items }) => items)).toEqual([['c']]);
  calls[0]!.end();
  expect(await both).toEqual(['C', 'HELD', 'STORED']);
  expect(counts).toEqual([
    ['memory', 1],
    ['memory', 1],
    ['shared', 1],
    ['asked', 1],
  ]);
});

test('two that read the database at the same moment make one call', async () => {
  const { ask, calls, reads, counts } = asking();
  const one = ask(['a'], watching);
  const other = ask(['a'], command);
  reads[1]!();
  await turn();
  reads[0]!();
  await turn();
  expect(calls).toHaveLength(1);
  calls[0]!.end();
  expect(await Promise.all([one, other])).toEqual([['A'], ['A']]);
  expect(counts).toEqual([
    ['asked', 1],
    ['flight', 1],
  ]);
});

test('a call that ends while another reads the database answers that one, too', async () => {
  const { ask, calls, reads } = asking();
  const one = ask(['a'], watching);
  const other = ask(['a'], watching);
  reads[0]!();
  await turn();
  calls[0]!.end();
  await one;
  reads[1]!();
  expect(await other).toEqual(['A']);
  expect(calls).toHaveLength(1);
});

test('who is not admitted is refused alone, and not for what is known', async () => {
  const { ask, memory, calls, reads } = asking();
  memory.set('known', 'KNOWN');
  const flood = ask(['a', 'known'], flooding);
  const calm = ask(['a'], watching);
  for (const read of reads) read();
  await expect(flood).rejects.toThrow('more than its part');
  calls[0]!.end();
  expect(await calm).toEqual(['A']);
  expect(await ask(['a', 'known'], flooding)).toEqual(['A', 'KNOWN']);
});

test('an answer that does not do for the asker is asked again', async () => {
  const { ask, memory, calls, reads } = asking();
  memory.set('a', 'WORN');
  expect(await ask(['a'], watching)).toEqual(['WORN']);
  const asked = ask(['a'], command);
  reads[0]!();
  await turn();
  calls[0]!.end();
  expect(await asked).toEqual(['A']);
});

test('a call that fails is told to all who wait for it, and asked again afterwards', async () => {
  const { ask, calls, reads } = asking({ fails: true });
  const both = [ask(['a'], watching), ask(['a'], watching)].map((one) => expect(one).rejects.toThrow('no'));
  for (const read of reads) read();
  await turn();
  calls[0]!.end();
  await Promise.all(both);
  const again = expect(ask(['a'], watching)).rejects.toThrow('no');
  reads[2]!();
  await turn();
  expect(calls).toHaveLength(2);
  calls[1]!.end();
  await again;
});

test('who asks after something was forgotten does not share the question from before', async () => {
  const { ask, memory, calls, reads, forget } = asking();
  const question = async (item: string) => {
    const answer = ask([item], command);
    await turn();
    reads.pop()?.();
    await turn();
    return { answer };
  };
  const before = await question('a');
  const other = await question('b');
  forget('a');
  const after = await question('a');
  const same = await question('a');
  const otherAgain = await question('b');
  expect(calls.map(({ items }) => items)).toEqual([['a'], ['b'], ['a']]);
  calls[0]!.end(); // the end of the old question takes nothing from the new one
  expect(await before.answer).toEqual(['A']);
  memory.delete('a');
  const later = await question('a');
  expect(calls).toHaveLength(3);
  for (const { end } of calls) end();
  for (const { answer } of [after, same, later]) expect(await answer).toEqual(['A']);
  for (const { answer } of [other, otherAgain]) expect(await answer).toEqual(['B']);
});
