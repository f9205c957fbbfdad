import { generateDay } from '../../../bench/day/generate-day.ts';

const small = { messages: 2000, channels: 40 };

test('the same seed makes the same day, another seed another one', () => {
  expect(generateDay(small)).toEqual(generateDay(small));
  expect(generateDay({ ...small, seed: 2 }).events[10]).not.toEqual(generateDay(small).events[10]);
});

test('a day holds what was asked for, in the order of time, with edits and deletions after their message', () => {
  const { events, messages, channels } = generateDay(small);
  expect(events.filter(({ kind }) => kind === 'message')).toHaveLength(small.messages);
  expect(messages).toBe(small.messages);
  expect(new Set(events.map(({ channel }) => channel)).size).toBeLessThanOrEqual(channels);
  expect(events.every(({ at }, n) => n === 0 || at >= events[n - 1]!.at)).toBe(true);
  const written = new Map(events.filter(({ kind }) => kind === 'message').map((one) => [one.message, one.at]));
  const later = events.filter(({ kind }) => kind !== 'message');
  expect(later.length).toBeGreaterThan(10);
  for (const { message, at } of later) expect(at).toBeGreaterThan(written.get(message)!);
});

test('few channels hold most of it', () => {
  const { events } = generateDay(small);
  const sizes = [...Map.groupBy(events, ({ channel }) => channel).values()].map((its) => its.length);
  const [most = 0] = sizes.sort((a, b) => b - a);
  expect(most).toBeGreaterThan((5 * events.length) / small.channels);
});
