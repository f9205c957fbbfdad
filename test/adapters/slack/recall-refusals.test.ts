import { createRefusals } from '../../../adapters/slack/recall-refusals.ts';
import { Failure } from '../../../src/failure.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const wall = 1_800_000_000_000;
const limited = (wait: number) => new Failure('platform-rate-limited', 'busy', { retryAt: wall + wait });

test('only who comes back at his time is known not to have posted, and only once', async () => {
  const clock = createFakeClock();
  const began = clock.now();
  const { note, comesBack } = createRefusals(() => wall + clock.now() - began, clock.now);
  note('in time', limited(10_000));
  note('late', limited(10_000));
  note('lost', new Failure('platform-unavailable', 'no answer', { retryAt: wall + 10_000 }));
  await clock.pass(11_000);
  expect(comesBack('in time')).toBe(true);
  expect(comesBack('in time')).toBe(false);
  expect(comesBack('lost')).toBe(false);
  expect(comesBack('unheard of')).toBe(false);
  await clock.pass(3_000);
  expect(comesBack('late')).toBe(false);
});
