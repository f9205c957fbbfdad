import { webApi } from '@slack/bolt';
import { type CallSlackParts, createCallSlack, type SlackCall } from '../../../adapters/slack/call-slack.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const wall = 1_800_000_000_000;

function start(more: Partial<CallSlackParts> = {}) {
  const clock = createFakeClock();
  const began = clock.now();
  const told: SlackCall[] = [];
  const call = createCallSlack({
    now: () => wall + clock.now() - began,
    heard: () => {},
    onCall: (one) => told.push(one),
    clock: clock.now,
    sleep: clock.sleep,
    ...more,
  });
  /** Slack refuses calls before this time, milliseconds since the start. */
  let limitedUntil = 0;
  const sent: number[] = [];
  const slack = async () => {
    sent.push(clock.now() - began);
    const wait = limitedUntil - (clock.now() - began);
    if (wait > 0) throw new webApi.WebAPIRateLimitedError(Math.ceil(wait / 1000));
    return 'done';
  };
  const outcome = (calling: Promise<unknown>) =>
    calling.then(
      () => 'done',
      ({ facts }: { facts: { retryAt: number } }) => facts.retryAt - wall,
    );
  return {
    clock,
    call,
    told,
    sent,
    slack,
    outcome,
    limit: (ms: number) => {
      limitedUntil = ms;
    },
  };
}

test('a 429 pauses the method for all: they come back one after another, and none earns its own 429', async () => {
  const { clock, call, sent, slack, outcome, limit, told } = start();
  limit(2_000);
  const first = outcome(call('chat.update', 'read', slack));
  await clock.pass(0);
  const others = Array.from({ length: 10 }, () => outcome(call('chat.update', 'read', slack)));
  await clock.pass(10_000);
  expect(await Promise.all([first, ...others])).toEqual(new Array(11).fill('done'));
  expect(sent).toEqual([0, ...Array.from({ length: 11 }, (_, at) => 2_000 + at * 100)]);
  expect(told.map((one) => one.outcome)).toEqual(['platform-rate-limited', ...new Array(11).fill('ok')]);
});

test('another method goes on meanwhile', async () => {
  const { clock, call, slack, outcome, limit } = start();
  limit(60_000);
  void outcome(call('chat.update', 'read', slack));
  await clock.pass(0);
  limit(0);
  expect(await outcome(call('chat.delete', 'read', slack))).toBe('done');
});

test('behind a long pause each is told a time of its own, without a call', async () => {
  const { clock, call, sent, slack, outcome, limit } = start();
  limit(30_000);
  const first = outcome(call('chat.update', 'read', slack));
  await clock.pass(0);
  const others = Array.from({ length: 3 }, () => outcome(call('chat.update', 'read', slack)));
  expect(await Promise.all([first, ...others])).toEqual([30_000, 30_100, 30_200, 30_300]);
  expect(sent).toEqual([0]);
});

test('what must happen now does not wait for a pause', async () => {
  const { clock, call, sent, slack, outcome, limit } = start();
  limit(1_000);
  void outcome(call('reactions.add', 'now', slack));
  await clock.pass(0);
  expect(await outcome(call('reactions.add', 'now', slack))).toBe(1_000);
  expect(sent).toEqual([0]);
});

test('posts pause by channel, and all of them when a second channel is refused', async () => {
  const { clock, call, sent, slack, outcome, limit } = start();
  const post = (channel: string) => outcome(call('chat.postMessage', 'write', slack, { channel }));
  limit(30_000);
  void post('C1');
  await clock.pass(0);
  limit(0);
  expect(await post('C2')).toBe('done');
  limit(30_000);
  void post('C2');
  await clock.pass(0);
  const calls = sent.length;
  expect(await post('C3')).toBeGreaterThanOrEqual(30_000);
  expect(sent).toHaveLength(calls);
});

test('a pause that is prolonged holds those who wait for its end', async () => {
  const { clock, call, sent, slack, outcome, limit } = start();
  limit(1_000);
  const all = Array.from({ length: 5 }, () => outcome(call('chat.update', 'read', slack)));
  await clock.pass(900);
  limit(3_000);
  await clock.pass(20_000);
  expect(await Promise.all(all)).toEqual(new Array(5).fill('done'));
  // All five were on the wire at first; then one finds the pause prolonged, and the others wait.
  expect(sent.filter((at) => at > 0 && at < 3_000)).toEqual([1_000]);
});

test('who comes back at the promised time goes at once, not behind those who were promised later ones', async () => {
  const { clock, call, slack, sent, outcome, limit } = start();
  limit(30_000);
  void outcome(call('chat.update', 'read', slack));
  await clock.pass(0);
  const update = (owner: string) => outcome(call('chat.update', 'read', slack, { owner }));
  const owners = Array.from({ length: 100 }, (_, at) => `m${at}`);
  const promised = await Promise.all(owners.map(update));
  expect(promised.at(-1)).toBe(30_000 + 100 * 100);
  await clock.pass(30_100);
  expect(await update('m0')).toBe('done');
  expect(sent.at(-1)).toBe(30_100);
  // Once: who has nothing promised stands in line.
  void update('m0');
  await clock.pass(0);
  expect(sent.at(-1)).toBe(30_100);
});

test('a pause that is prolonged again and again does not add up the lines of all that came back', async () => {
  const { clock, call, slack, outcome, limit } = start();
  const waiting = Array.from({ length: 100 }, (_, at) => ({ owner: `m${at}`, at: 0 }));
  limit(20_000);
  let last = 0;
  for (let tries = 0; waiting.length > 0 && tries < 2_000; tries++) {
    waiting.sort((one, other) => one.at - other.at);
    const next = waiting[0]!;
    await clock.pass(Math.max(0, next.at - last));
    last = Math.max(last, next.at);
    const calling = outcome(
      call(
        'chat.postMessage',
        'write',
        () => slack().catch(() => Promise.reject(new webApi.WebAPIRateLimitedError(6))),
        { owner: next.owner },
      ),
    );
    const result = await calling;
    if (typeof result === 'number') next.at = result;
    else waiting.shift();
  }
  expect(waiting).toEqual([]);
  // A storm of 20 s, each pause 6 s: the last goes 26 s and its place in a line of 100 after the beginning.
  expect(last).toBeLessThan(26_000 + 100 * 100 + 1_000);
});

test('a read is repeated when Slack is away, a post never', async () => {
  const { clock, call, told } = start();
  const away = () => Promise.reject(new webApi.WebAPIHTTPError(503, 'down', {}));
  const reading = call('users.info', 'read', away).catch(({ kind }: { kind: string }) => kind);
  await clock.pass(5_000);
  expect(await reading).toBe('platform-unavailable');
  expect(told).toHaveLength(3);
  await expect(call('chat.postMessage', 'write', away, { channel: 'C1' })).rejects.toMatchObject({
    kind: 'platform-unavailable',
  });
  expect(told).toHaveLength(4);
});
