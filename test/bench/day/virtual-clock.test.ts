import { createVirtualClock } from '../../../bench/day/virtual-clock.ts';

test('sleepers wake in the order of their times, and the clock shows those', async () => {
  const clock = createVirtualClock(1000);
  const woken: [string, number][] = [];
  const nap = async (name: string, ms: number) => {
    await clock.sleep(ms);
    woken.push([name, clock.now()]);
  };
  await clock.run([{ at: 1000 }, { at: 1200 }], ({ at }) =>
    Promise.all([nap(`long ${at}`, 300), nap(`short ${at}`, 50)]),
  );
  expect(woken).toEqual([
    ['short 1000', 1050],
    ['short 1200', 1250],
    ['long 1000', 1300],
    ['long 1200', 1500],
  ]);
});

test('the clock stands still while something real is under way', async () => {
  const clock = createVirtualClock(0);
  const seen: number[] = [];
  await clock.run([{ at: 10 }, { at: 20 }], () =>
    clock.standing(async () => {
      for (let turn = 0; turn < 20; turn++) await new Promise((done) => setImmediate(done));
      seen.push(clock.now());
    }),
  );
  expect(seen).toEqual([10, 20]);
});
