import { createStatementQueue, type Outcome, type Statement } from '../../src/store/statement-queue.ts';

/** A connection that notes what it is sent, and answers each statement with its own text. */
function connection() {
  const sent: string[][] = [];
  const send = async (statements: readonly Statement[]): Promise<Outcome[]> => {
    sent.push(statements.map(({ sql }) => sql));
    await new Promise((done) => setImmediate(done));
    return statements.map(({ sql }) =>
      sql === 'bad' ? { error: { message: 'no', code: '42601' } } : { rows: [{ sql }] },
    );
  };
  return { sent, queue: createStatementQueue(() => send) };
}

test('what arrives while the connection is busy shares the next commit', async () => {
  const { sent, queue } = connection();
  const all = await Promise.all(['a', 'b', 'bad', 'c'].map((sql) => queue.run(sql, [1]).catch(() => sql)));
  expect(sent).toEqual([['a'], ['b', 'bad', 'c']]);
  expect(all).toEqual([[{ sql: 'a' }], [{ sql: 'b' }], 'bad', [{ sql: 'c' }]]);
});

test('a text without parameters, which may be many statements, goes alone and in its turn', async () => {
  const { sent, queue } = connection();
  await Promise.all([queue.run('a', [1]), queue.run('b', [1]), queue.run('vacuum'), queue.run('c', [1])]);
  expect(sent).toEqual([['a'], ['b'], ['vacuum'], ['c']]);
});

test('nothing comes between the statements of a transaction', async () => {
  const { sent, queue } = connection();
  const inside = queue.transaction(async (run) => {
    await run('one', [1]);
    await run('two', [1]);
    return 'result';
  });
  await Promise.all([inside, queue.run('after', [1])]);
  expect(await inside).toBe('result');
  expect(sent.flat()).toEqual(['begin', 'one', 'two', 'commit', 'after']);
});

test('a transaction that fails is rolled back, and its statements come too late', async () => {
  const { sent, queue } = connection();
  let late: ((sql: string) => Promise<unknown>) | undefined;
  await expect(
    queue.transaction(async (run) => {
      late = run;
      await run('bad');
    }),
  ).rejects.toMatchObject({ code: '42601' });
  expect(sent.flat()).toEqual(['begin', 'bad', 'rollback']);
  await expect(late?.('more')).rejects.toMatchObject({ kind: 'store-unavailable' });
});

test('groups are bounded', async () => {
  const { sent, queue } = connection();
  await Promise.all(Array.from({ length: 200 }, (_, n) => queue.run(String(n), [1])));
  expect(Math.max(...sent.map((group) => group.length))).toBe(64);
  expect(sent.flat()).toEqual(Array.from({ length: 200 }, (_, n) => String(n)));
});

test('without a connection everything is refused, and the next that comes is used', async () => {
  let there = false;
  const queue = createStatementQueue(() => {
    if (!there) throw new Error('none');
    return async (statements) => statements.map(() => ({ rows: [] }));
  });
  await expect(queue.run('a', [1])).rejects.toThrow('none');
  await expect(queue.transaction(async () => {})).rejects.toThrow('none');
  there = true;
  expect(await queue.run('a', [1])).toEqual([]);
});
