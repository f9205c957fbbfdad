import fc from 'fast-check';
import { createCallTeams, type Heard, type TeamsCall } from '../../../adapters/teams/call-teams.ts';
import { createPacePosts } from '../../../adapters/teams/pace-posts.ts';
import { Failure } from '../../../src/failure.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { cardOf, channel, placeIn, startTeamsBot, type TeamsBot } from '../../support/teams-bot.ts';

const wall = 1_800_000_000_000;

describe('the pace of posts', () => {
  function start() {
    const clock = createFakeClock();
    const began = clock.now();
    const seconds = () => (clock.now() - began) / 1000;
    const pace = createPacePosts({ now: () => wall + clock.now() - began, clock: clock.now, after: clock.after });
    /** Who went, and after how many seconds; who was refused, and until when. */
    const went: [string, number][] = [];
    const refused: [string, number][] = [];
    const card = (key: string, where = 'C1') =>
      pace.card(where, key).then(
        () => void went.push([key, seconds()]),
        (failure: Failure) => void refused.push([key, (failure.facts.retryAt! - wall) / 1000]),
      );
    const answer = (key: string) => pace.answer('C1').then(() => void went.push([key, seconds()]));
    return { clock, pace, went, refused, card, answer };
  }

  test('seven go in the first second, the eighth in the second, and whoever would wait longer is told his own time', async () => {
    const { clock, went, refused, card } = start();
    for (let at = 1; at <= 18; at++) void card(`${at}`);
    await clock.pass(10_000);
    expect(went.map(([, at]) => at)).toEqual([0, 0, 0, 0, 0, 0, 0, 1.2, 2.2, 2.2, 2.2, 2.2, 2.2, 2.2, 2.4]);
    expect(refused).toEqual([
      ['16', 3.4],
      ['17', 3.9],
      ['18', 4.4],
    ]);
  });

  test('an answer goes before cards that wait', async () => {
    const { clock, went, card, answer } = start();
    for (let at = 1; at <= 9; at++) void card(`${at}`);
    void answer('answer');
    await clock.pass(10_000);
    expect(went.slice(7).map(([key]) => key)).toEqual(['answer', '8', '9']);
  });

  test('who comes back at his time goes', async () => {
    const { clock, went, refused, card } = start();
    for (let at = 1; at <= 17; at++) void card(`${at}`);
    await clock.pass(3_400);
    void card('16');
    await clock.pass(500);
    void card('17');
    await clock.pass(1_000);
    expect(refused).toHaveLength(2);
    expect(went.slice(-2)).toEqual([
      ['16', 3.4],
      ['17', 4.4],
    ]);
  });

  test('conversations do not wait for each other, and a held one waits', async () => {
    const { clock, pace, went, refused, card } = start();
    pace.hold('C1', 2_000);
    void card('held');
    void card('free', 'C2');
    pace.hold('C3', 10_000);
    void card('refused', 'C3');
    await clock.pass(5_000);
    expect(went).toEqual([
      ['free', 0],
      ['held', 2],
    ]);
    expect(refused).toEqual([['refused', 10]]);
  });

  test('no window of Teams is ever overrun', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat({ max: 3_000 }), fc.boolean()), { maxLength: 120 }), async (asked) => {
        const { clock, went, card, answer } = start();
        for (const [wait, isCard] of asked) {
          void (isCard ? card(crypto.randomUUID()) : answer('a'));
          await clock.pass(wait % 10 < 7 ? 0 : wait);
        }
        await clock.pass(60_000);
        // Answers beyond any patience are let through: Teams then says what it thinks of it.
        const times = went.map(([, at]) => at * 1000);
        if (asked.some(([, isCard]) => !isCard)) return;
        for (const [most, within] of [
          [7, 1_000],
          [8, 2_000],
          [60, 30_000],
        ] as const)
          for (const at of times)
            expect(times.filter((one) => one >= at && one < at + within).length).toBeLessThanOrEqual(most);
      }),
      { numRuns: 30 },
    );
  });
});

describe('calls of the connector', () => {
  function start() {
    const slept: number[] = [];
    const told: TeamsCall[] = [];
    const heard: Heard[] = [];
    const held: [string, number][] = [];
    const call = createCallTeams({
      now: () => wall,
      heard: (how) => heard.push(how),
      hold: (conversation, ms) => held.push([conversation, ms]),
      onCall: (one) => told.push(one),
      sleep: async (ms) => slept.push(ms),
    });
    return { call, slept, told, heard, held };
  }
  const refusal = (statusCode: number, retryAfter?: string) =>
    Object.assign(new Error('words of Teams'), {
      statusCode,
      response: { headers: new Headers(retryAfter === undefined ? {} : { 'retry-after': retryAfter }) },
    });
  const failing = (error: unknown, times = 99) => {
    let tried = 0;
    const make = async () => {
      if (++tried <= times) throw error;
      return 'done';
    };
    return { make, tried: () => tried };
  };

  test.each([
    ['read', 412, 4],
    ['read', 429, 4],
    ['read', 502, 4],
    ['read', undefined, 4],
    ['read', 400, 1],
    ['read', 404, 1],
    ['write', 412, 3],
    ['write', 429, 3],
    ['write', 502, 1],
    ['write', 504, 1],
    ['write', undefined, 1],
    ['now', 412, 1],
    ['now', 429, 1],
    ['now', 502, 1],
  ] as const)('a %s that meets %s is made %i times at most', async (manner, status, times) => {
    const { call } = start();
    const { make, tried } = failing(status === undefined ? new Error('reset') : refusal(status, '0'));
    await expect(call('x', manner, 'C1', make)).rejects.toBeInstanceOf(Failure);
    expect(tried()).toBe(times);
  });

  test.each([
    ['2', 2_000],
    ['0', 500],
    [new Date(wall + 3_000).toUTCString(), 3_000],
    ['3600', 600_000],
    ['soon', 5_000],
    [undefined, 5_000],
  ])('Retry-After %s holds the conversation for %i ms', async (header, ms) => {
    const { call, held } = start();
    const thrown = await call('x', 'now', 'C1', failing(refusal(429, header)).make).catch(
      (failure: unknown) => failure,
    );
    expect(thrown).toMatchObject({ kind: 'platform-rate-limited', facts: { retryAt: wall + ms, status: 429 } });
    expect(held).toEqual([['C1', ms]]);
  });

  test('each wait is longer than the one before, and what Teams names is waited for', async () => {
    const { call, slept } = start();
    await call('x', 'read', 'C1', failing(refusal(429, '1'), 3).make);
    expect(slept).toHaveLength(3);
    for (const ms of slept) expect(ms).toBeGreaterThan(1_000);
    expect(slept[2]! - 1_000).toBeGreaterThanOrEqual(600);
  });

  test('what would take too long is told with its time', async () => {
    const { call, slept } = start();
    const failed = call('x', 'read', 'C1', failing(refusal(429, '30')).make);
    await expect(failed).rejects.toMatchObject({ facts: { retryAt: wall + 30_000 } });
    expect(slept).toEqual([]);
  });

  test('every attempt is counted, and no failure holds a word of Teams', async () => {
    const { call, told, heard } = start();
    const failed = call('updateActivity', 'read', 'C1', failing(refusal(503)).make);
    const failure: unknown = await failed.catch((error: unknown) => error);
    expect(JSON.stringify([failure, Reflect.get(Object(failure), 'message')])).not.toContain('words');
    expect(told.map(({ method, outcome }) => [method, outcome])).toEqual(
      new Array(4).fill(['updateActivity', 'platform-unavailable']),
    );
    expect(heard).toEqual(new Array(4).fill('silent'));
  });
});

describe('a flood', () => {
  let bot: TeamsBot;
  let told: TeamsCall[];
  beforeEach(async () => {
    told = [];
    bot = await startTeamsBot(async () => ({ kind: 'card', card: cardOf('Answer'), audience: 'room' }), {
      onCall: (call) => told.push(call),
    });
    bot.kept.set(
      `conversation/${placeIn(channel).workspace}/${channel}`,
      JSON.stringify({ serviceUrl: bot.teams.url, type: 'channel', bot: '28:bot' }),
    );
    bot.teams.limit();
  });
  afterEach(() => bot.stop());

  test('of a hundred cards none is doubled, Teams has to refuse hardly any, and each has a time of its own', async () => {
    const refused: number[] = [];
    await Promise.all(
      Array.from({ length: 100 }, (_, at) =>
        bot.adapter
          .post(placeIn(channel), { kind: 'card', card: cardOf('x') }, { id: `k${at}`, maybePosted: false })
          .catch((failure: unknown) => {
            if (!(failure instanceof Failure) || failure.kind !== 'platform-rate-limited') throw failure;
            refused.push(failure.facts.retryAt!);
          }),
      ),
    );
    // None, unless the machine is so busy that what was sent one by one arrives together. Without our pace: most of them.
    const byTeams = told.filter(({ outcome }) => outcome !== 'ok');
    expect(byTeams.length).toBeLessThanOrEqual(30);
    expect(bot.teams.messages.length + refused.length).toBe(100);
    expect(bot.teams.messages.length).toBeGreaterThanOrEqual(10);
    const gaps = refused.slice(1).map((at, before) => at - refused[before]!);
    if (byTeams.length === 0) expect(Math.min(...gaps)).toBeGreaterThanOrEqual(490);
  });
});
