import { silentLog } from '../src/log.ts';
import { nowAndThen } from '../src/now-and-then.ts';

const until = async (holds: () => boolean) => {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 1_000) throw new Error('never held');
    await new Promise((done) => setTimeout(done, 10));
  }
};

test('one look at a time: what is slow is not begun again beside itself', async () => {
  let [begun, ticks] = [0, 0];
  let end = () => {};
  const other = setInterval(() => ticks++, 2);
  const stop = nowAndThen(
    () => {
      begun += 1;
      return new Promise<void>((done) => {
        end = done;
      });
    },
    { every: 2, log: silentLog, failed: 'not looked' },
  );
  await until(() => begun === 1);
  const from = ticks;
  await until(() => ticks > from + 20);
  expect(begun).toBe(1);
  end();
  await until(() => begun === 2);
  stop();
  end();
  clearInterval(other);
});

test('a look that fails is a line of the log, and the next one follows; after the end none does', async () => {
  const told: unknown[] = [];
  let looks = 0;
  const stop = nowAndThen(
    async () => {
      looks += 1;
      throw new Error('away');
    },
    { every: 2, log: { ...silentLog, warn: (...said: unknown[]) => void told.push(said) }, failed: 'not looked' },
  );
  await until(() => looks > 2);
  stop();
  expect(told[0]).toEqual([{ error: 'away' }, 'not looked']);
  const last = looks;
  await new Promise((done) => setTimeout(done, 50));
  expect(looks).toBe(last);
});
