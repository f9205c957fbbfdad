import { createWriteBehind } from '../../src/known/write-behind.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function writing() {
  const groups: (readonly { key: string; n: number }[])[] = [];
  const ends: ((fails?: boolean) => void)[] = [];
  const put = createWriteBehind<{ key: string; n: number }>((rows) => {
    groups.push(rows);
    return new Promise((resolve, reject) => ends.push((fails) => (fails ? reject(new Error('no')) : resolve())));
  });
  return { put, groups, ends };
}

test('rows of one turn are one write, and of one key only the last', async () => {
  const { put, groups } = writing();
  put({ key: 'a', n: 1 });
  put({ key: 'b', n: 2 });
  put({ key: 'a', n: 3 });
  expect(groups).toEqual([]);
  await turn();
  expect(groups.flat()).toEqual([
    { key: 'a', n: 3 },
    { key: 'b', n: 2 },
  ]);
});

test('one write at a time, of at most 100 rows; what comes meanwhile goes with the next', async () => {
  const { put, groups, ends } = writing();
  put({ key: 'first', n: 0 });
  await turn();
  for (let n = 0; n < 150; n++) put({ key: `k${n}`, n });
  await turn();
  expect(groups.map((group) => group.length)).toEqual([1]);
  ends[0]!();
  await turn();
  ends[1]!();
  await turn();
  expect(groups.map((group) => group.length)).toEqual([1, 100, 50]);
});

test('a write that fails is dropped, and the next goes on', async () => {
  const { put, groups, ends } = writing();
  put({ key: 'a', n: 1 });
  await turn();
  put({ key: 'b', n: 2 });
  ends[0]!(true);
  await turn();
  expect(groups.at(-1)).toEqual([{ key: 'b', n: 2 }]);
  ends[1]!();
  await turn();
  put({ key: 'c', n: 3 });
  await turn();
  expect(groups.at(-1)).toEqual([{ key: 'c', n: 3 }]);
});

test('while a write hangs, no more than 10,000 rows wait', async () => {
  const { put, groups, ends } = writing();
  put({ key: 'hanging', n: 0 });
  await turn();
  for (let n = 0; n < 12_000; n++) put({ key: `k${n}`, n });
  for (let n = 0; n <= 130; n++) {
    ends[n]?.();
    await turn();
  }
  expect(groups.flat()).toHaveLength(10_001);
});

test('a write may be put off, and takes along what comes meanwhile', async () => {
  const groups: (readonly { key: string }[])[] = [];
  const works: (() => void)[] = [];
  const put = createWriteBehind<{ key: string }>(
    async (rows) => {
      groups.push(rows);
    },
    (work) => works.push(work),
  );
  put({ key: 'a' });
  await turn();
  put({ key: 'b' });
  expect([groups.length, works.length]).toEqual([0, 1]);
  works[0]!();
  await turn();
  expect(groups).toEqual([[{ key: 'a' }, { key: 'b' }]]);
  put({ key: 'c' });
  expect(works).toHaveLength(2);
});
