import { inTime } from '../../adapters/in-time.ts';

const soon = <T>(value: T, ms = 30) => new Promise<T>((resolve) => setTimeout(() => resolve(value), ms));

test('work that is in time is not announced', async () => {
  let announced = 0;
  const done = await inTime(Promise.resolve('x'), 1_000, async () => announced++);
  expect([done, announced]).toEqual([{ result: 'x', shown: undefined }, 0]);
});

test('late work is announced once and waited for', async () => {
  expect(await inTime(soon('x'), 1, async () => 'looking')).toEqual({ result: 'x', shown: 'looking' });
});

test('an announcement that fails does not lose the work', async () => {
  const done = await inTime(soon('x'), 1, () => Promise.reject(new Error('no')));
  expect(done).toEqual({ result: 'x', shown: undefined });
});

test('work that fails rejects, in time or late', async () => {
  await expect(inTime(Promise.reject(new Error('a')), 1_000, async () => 1)).rejects.toThrow('a');
  const late = soon(0).then(() => Promise.reject(new Error('b')));
  await expect(inTime(late, 1, async () => 1)).rejects.toThrow('b');
});
