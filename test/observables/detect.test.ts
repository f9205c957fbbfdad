import fc from 'fast-check';
import { inspectText } from '../../demo/xdr/inspect.ts';
import { Failure } from '../../src/failure.ts';
import { createCandidateCache } from '../../src/observables/candidate-cache.ts';
import { createDetect } from '../../src/observables/detect.ts';
import type { Observable } from '../../src/observables/observable.ts';
import type { Ask } from '../../src/verdicts/verdict.ts';

function detecting(inspect: (content: string) => readonly Observable[] | Promise<readonly Observable[]> = inspectText) {
  const sent: string[] = [];
  let unmatched = 0;
  const detect = createDetect({
    inspect: async (content) => {
      sent.push(content);
      return inspect(content);
    },
    remembered: createCandidateCache({ max: 1000, now: () => 1_000_000 }),
    onUnmatched: (count) => {
      unmatched += count;
    },
  });
  return { detect, sent, unmatched: () => unmatched };
}
const sorted = (observables: readonly Observable[]) => observables.map(({ type, value }) => `${type} ${value}`).sort();

test('candidates of one message travel in one call, one per line', async () => {
  const { detect, sent } = detecting();
  const found = await detect(['internetbadguys.com', '45.83.10.7'], { purpose: 'watching' });
  expect(sent).toEqual(['internetbadguys.com\n45.83.10.7']);
  expect(sorted(found)).toEqual(['domain internetbadguys.com', 'ip 45.83.10.7']);
});

test('what Inspect once said is not asked again, nor is "nothing"', async () => {
  const { detect, sent } = detecting();
  await detect(['45.83.10.7', 'no observable at all'], { purpose: 'watching' });
  expect(await detect(['no observable at all', '45.83.10.7'], { purpose: 'command' })).toEqual([
    { type: 'ip', value: '45.83.10.7' },
  ]);
  expect(sent).toHaveLength(1);
});

test('a call holds at most 2,000 characters', async () => {
  const { detect, sent } = detecting();
  await detect(
    Array.from({ length: 300 }, (_, n) => `host-${n}.sub.internetbadguys.com`),
    { purpose: 'command' },
  );
  expect(Math.max(...sent.map((content) => content.length))).toBeLessThanOrEqual(2000);
  expect(sent.join('\n').split('\n')).toHaveLength(300);
});

test('messages that arrive together share calls and get only their own', async () => {
  const { detect, sent } = detecting();
  const messages = Array.from({ length: 40 }, (_, n) => [`203.0.113.${n}`, `m${n}.example.com`]);
  const found = await Promise.all(messages.map((candidates) => detect(candidates, { purpose: 'watching' })));
  expect(found.map(sorted)).toEqual(messages.map(([ip, domain]) => [`domain ${domain}`, `ip ${ip}`]));
  expect(sent.length).toBeLessThan(40);
});

test.each([
  ['sub.evil.example', 'evil.example'],
  ['11.2.3.4', '1.2.3.4'],
  ['1.2.3.45', '1.2.3.4'],
  ['http://e.example/a/b', 'http://e.example/a'],
  ['ann.lee@mail.example.com', 'lee@mail.example.com'],
  ['2001:db8::12', '2001:db8::1'],
])('%s does not get %s, which another message holds', async (mine, theirs) => {
  const whole: Record<string, string> = {};
  const type = (value: string) =>
    value.includes('@')
      ? 'email'
      : value.includes('://')
        ? 'url'
        : value.includes(':')
          ? 'ipv6'
          : /^[\d.]+$/.test(value)
            ? 'ip'
            : 'domain';
  for (const value of [mine, theirs]) whole[value] = type(value);
  const { detect } = detecting((content) => content.split('\n').map((value) => ({ type: whole[value]!, value })));
  const [its, others] = await Promise.all([
    detect([mine], { purpose: 'watching' }),
    detect([theirs], { purpose: 'watching' }),
  ]);
  expect(its).toEqual([{ type: whole[mine], value: mine }]);
  expect(others).toEqual([{ type: whole[theirs], value: theirs }]);
});

test('an observable that stands in no candidate is dropped and counted, and "nothing" is not remembered then', async () => {
  const { detect, sent, unmatched } = detecting(() => [{ type: 'domain', value: 'stranger.example' }]);
  expect(await detect(['mine.example'], { purpose: 'watching' })).toEqual([]);
  expect(unmatched()).toBe(1);
  await detect(['mine.example'], { purpose: 'watching' });
  expect(sent).toHaveLength(2);
});

test('one candidate that Inspect refuses does not take its neighbours down', async () => {
  const { detect } = detecting((content) => {
    if (content.includes('poison')) throw new Failure('bad-request', 'no');
    return inspectText(content);
  });
  const found = await detect(['45.83.10.7', 'poison', 'internetbadguys.com'], { purpose: 'watching' });
  expect(sorted(found)).toEqual(['domain internetbadguys.com', 'ip 45.83.10.7']);
});

test('a failed call is told to its callers and not remembered', async () => {
  let down = true;
  const { detect } = detecting((content) => {
    if (down) throw new Failure('unavailable', 'down');
    return inspectText(content);
  });
  await expect(detect(['45.83.10.7'], { purpose: 'watching' })).rejects.toMatchObject({ kind: 'unavailable' });
  down = false;
  expect(await detect(['45.83.10.7'], { purpose: 'watching' })).toEqual([{ type: 'ip', value: '45.83.10.7' }]);
});

test('admission is asked for what needs a call alone; meanings are counted by where they came from', async () => {
  const counts: string[] = [];
  const detect = createDetect({
    inspect: async (content) => inspectText(content),
    remembered: createCandidateCache({ max: 1000, now: () => 1_000_000 }),
    admit: ({ rooms }) => {
      if (rooms?.includes('slack/T1/C2')) throw new Error('more than its part');
    },
    onFrom: (from, count) => counts.push(`${count} ${from}`),
  });
  const flooding = { purpose: 'watching', rooms: ['slack/T1/C2'] } as const;
  await detect(['45.83.10.7'], { purpose: 'watching', rooms: ['slack/T1/C1'] });
  expect(await detect(['45.83.10.7'], flooding)).toHaveLength(1);
  await expect(detect(['45.83.10.8'], flooding)).rejects.toThrow('more than its part');
  expect(counts).toEqual(['1 asked', '1 memory']);
});

test('a call for watching waits for others as long as it is told, and carries their rooms', async () => {
  const asks: Ask[] = [];
  const detect = createDetect({
    inspect: async (content, ask) => {
      asks.push(ask);
      return inspectText(content);
    },
    remembered: createCandidateCache({ max: 1000, now: () => 1_000_000 }),
    linger: () => 5,
  });
  const first = detect(['45.83.10.7'], { purpose: 'watching', rooms: ['slack/T1/C1'] });
  for (let n = 0; n < 50; n++) await undefined; // no timer can end in between
  await Promise.all([first, detect(['45.83.10.8'], { purpose: 'watching', rooms: ['slack/T1/C2'] })]);
  expect(asks).toEqual([{ purpose: 'watching', rooms: ['slack/T1/C1', 'slack/T1/C2'] }]);
});

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
const host = fc
  .tuple(label, label, fc.constantFrom('example.com', 'example.org', 'internetbadguys.com'))
  .map((parts) => parts.join('.'));
const candidate = fc.oneof(
  fc.ipV4(),
  host,
  fc.tuple(host, label).map(([name, path]) => `http://${name}/${path}`),
  fc.tuple(label, host).map(([user, name]) => `${user}@${name}`),
  fc.stringMatching(/^[0-9a-f]{64}$/),
);

test('however calls are shared, a message gets nothing that does not stand in it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(candidate, { maxLength: 4 }), { maxLength: 12 }), async (messages) => {
      const { detect } = detecting();
      const together = await Promise.all(messages.map((candidates) => detect(candidates, { purpose: 'watching' })));
      for (const [i, found] of together.entries()) {
        const alone = sorted(await detecting().detect(messages[i]!, { purpose: 'watching' }));
        expect(sorted(found)).toEqual(alone);
      }
    }),
    { numRuns: 60 },
  );
});
