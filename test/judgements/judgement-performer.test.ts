import fc from 'fast-check';
import { Failure } from '../../src/failure.ts';
import type { JudgementDoor, NewJudgement, OwnJudgement } from '../../src/judgements/judgement.ts';
import { expireAction, judgeAction, mostInstead, readWish } from '../../src/judgements/judgement-action.ts';
import { createJudgementPerformer } from '../../src/judgements/judgement-performer.ts';
import { silentLog } from '../../src/log.ts';
import type { ActionRequest } from '../../src/response-actions/action-request.ts';
import { flightOf } from '../../src/response-actions/flight.ts';
import type { ResponseAction } from '../../src/response-actions/response-action.ts';
import { hostile } from '../support/hostile-strings.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 30);
const iso = (at: number) => new Date(at).toISOString();
const observable = { type: 'domain', value: 'evil.example' };
const idOf = (number: number) => `judgement-${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;
const stored = (number: number, more: Partial<OwnJudgement> = {}): OwnJudgement => ({
  id: idOf(number),
  observable,
  disposition: 'clean',
  priority: 100,
  source: 'xdr-chatops',
  module: 'Private Intelligence',
  from: iso(now - hour),
  until: iso(now + hour),
  keys: ['xdr-chatops:judgement:older'],
  ...more,
});
const requestFor = (action: ResponseAction): ActionRequest =>
  ({ id: 'R1', action, observable, reason: 'because', state: 'executing' }) as unknown as ActionRequest;
const wish = (instead: readonly string[] = []) =>
  judgeAction({ observable, disposition: 'malicious', forMs: 24 * hour, instead });
const failure = (kind: Failure['kind'], status?: number) => new Failure(kind, kind, status ? { status } : {});

function performing(door: Partial<JudgementDoor>) {
  const calls: string[] = [];
  const forgotten: string[] = [];
  const unasked = (name: string) => async (): Promise<never> => {
    throw new Error(`${name} was asked`);
  };
  const all: JudgementDoor = {
    judgementsOf: async () => [],
    readJudgement: unasked('readJudgement'),
    judgementMadeAs: unasked('judgementMadeAs'),
    createJudgement: unasked('createJudgement'),
    expireJudgement: unasked('expireJudgement'),
    ...door,
  };
  const told = Object.fromEntries(
    Object.entries(all).map(([name, work]) => [
      name,
      (...given: never[]) => {
        calls.push(name);
        return (work as (...given: never[]) => unknown)(...given);
      },
    ]),
  ) as unknown as JudgementDoor;
  const performer = createJudgementPerformer({
    door: told,
    missing: async () => [],
    clientId: 'client-x',
    forget: ({ value }) => void forgotten.push(value),
    log: silentLog,
    now: () => now,
  });
  return { performer, calls, forgotten };
}
const done = (judgement: OwnJudgement) => async () => ({ outcome: 'done' as const, written: judgement });

test('what is written begins now, ends when it was said, and can be undone', async () => {
  const given: NewJudgement[] = [];
  const { performer, calls, forgotten } = performing({
    createJudgement: async (judgement) => {
      given.push(judgement);
      return { outcome: 'done', written: stored(7) };
    },
  });
  expect(await performer.perform(requestFor(wish()), {})).toEqual({
    outcome: 'done',
    made: idOf(7),
    says: ['Judged malicious until 30 Nov 2026, 01:00 UTC.'],
    reverse: expireAction(idOf(7), 'malicious'),
  });
  expect(given).toEqual([
    {
      observable,
      disposition: 'malicious',
      reason: 'because (request R1)',
      key: 'xdr-chatops:judgement:R1',
      from: now,
      until: now + 24 * hour,
    },
  ]);
  expect([calls, forgotten]).toEqual([['judgementsOf', 'createJudgement'], ['evil.example']]);
});

test('with it ends what was told, as far as it is ours and stands', async () => {
  const ended: string[] = [];
  const { performer } = performing({
    judgementsOf: async () => [
      stored(1),
      stored(2, { until: iso(now - 1) }),
      stored(3, { source: 'somebody', keys: [] }),
      stored(4, { keys: [] }),
      stored(5),
      stored(6),
    ],
    createJudgement: done(stored(7)),
    expireJudgement: async (id) => {
      ended.push(id);
      if (id === idOf(6)) throw failure('missing-scope', 403);
      return { outcome: 'unknown', failure: failure('timed-out') };
    },
  });
  const told = [1, 2, 3, 4, 6].map(idOf);
  const outcome = await performer.perform(requestFor(wish(told)), {});
  expect(ended.toSorted()).toEqual([idOf(1), idOf(6)]);
  // What did not surely end may count still.
  expect(outcome).toMatchObject({
    outcome: 'done',
    says: [expect.anything(), expect.stringContaining('still “clean”')],
  });
});

test('where it cannot be seen what is to end, nothing is written', async () => {
  const { performer, calls } = performing({ judgementsOf: async () => Promise.reject(failure('unavailable', 503)) });
  expect(await performer.perform(requestFor(wish([idOf(1)])), {})).toMatchObject({ outcome: 'not-run' });
  expect(calls).toEqual(['judgementsOf']);
});

test.each([
  ['found', stored(7), 'done'],
  ['not found', undefined, 'unknown'],
  ['not to be asked', failure('unavailable', 503), 'unknown'],
] as const)('a lost answer, and the judgement is %s', async (_, there, outcome) => {
  const { performer, calls, forgotten } = performing({
    createJudgement: async () => ({ outcome: 'unknown', failure: failure('timed-out') }),
    judgementMadeAs: async () => (there instanceof Failure ? Promise.reject(there) : there),
  });
  expect(await performer.perform(requestFor(wish()), {})).toMatchObject({ outcome });
  expect([calls, forgotten]).toEqual([['judgementsOf', 'createJudgement', 'judgementMadeAs'], ['evil.example']]);
});

test('a refusal is no lost answer: nothing is looked for, and nothing forgotten', async () => {
  const { performer, calls, forgotten } = performing({
    createJudgement: async () => Promise.reject(failure('bad-request', 400)),
  });
  expect(await performer.perform(requestFor(wish()), {})).toMatchObject({ outcome: 'not-run' });
  expect([calls, forgotten]).toEqual([['judgementsOf', 'createJudgement'], []]);
});

test('a mistake of our own is told as unknown, and never thrown', async () => {
  const { performer } = performing({
    createJudgement: done(stored(7)),
    judgementsOf: async () => [undefined as unknown as OwnJudgement],
  });
  expect(await performer.perform(requestFor(wish([idOf(1)])), {})).toMatchObject({ outcome: 'unknown' });
});

describe('expiring', () => {
  const expire = requestFor(expireAction(idOf(7), 'malicious'));
  test.each([
    ['not there', undefined],
    ['ended', stored(7, { until: iso(now) })],
  ])('what is %s is left alone', async (_, there) => {
    const { performer, calls } = performing({ readJudgement: async () => there });
    expect(await performer.perform(expire, {})).toMatchObject({ outcome: 'failed' });
    expect(calls).toEqual(['readJudgement']);
  });

  test.each([
    [stored(7, { until: iso(now) }), 'done'],
    [stored(7), 'unknown'],
    [undefined, 'unknown'],
  ])('a lost answer is looked up: %#', async (then, outcome) => {
    const answers = [stored(7), then];
    const { performer, calls } = performing({
      readJudgement: async () => answers.shift(),
      expireJudgement: async () => ({ outcome: 'unknown', failure: failure('timed-out') }),
    });
    expect(await performer.perform(expire, {})).toMatchObject({ outcome });
    expect(calls).toEqual(['readJudgement', 'expireJudgement', 'readJudgement']);
  });
});

describe('the action', () => {
  test('holds what is wanted, whatever the value, and nothing else is read from it', () => {
    fc.assert(
      fc.property(
        hostile.filter((value) => value !== '' && value.isWellFormed()),
        fc.integer({ min: 1, max: 8_760 }),
        (value, hours) => {
          const about = { type: 'url', value };
          const action = judgeAction({
            observable: about,
            disposition: 'clean',
            forMs: hours * hour,
            instead: [idOf(1)],
          });
          expect(readWish(action, about)).toEqual({
            does: 'judge',
            observable: about,
            disposition: 'clean',
            forMs: hours * hour,
            instead: [idOf(1)],
          });
          expect(readWish(action, { type: 'url', value: `${value}x` })).toBeUndefined();
        },
      ),
    );
  });

  test('for another time it is the same, with another disposition it is not', () => {
    const of = (more: Partial<Parameters<typeof judgeAction>[0]>) =>
      flightOf(judgeAction({ observable, disposition: 'clean', forMs: hour, instead: [], ...more }).url);
    expect(of({ forMs: 2 * hour, instead: [idOf(1)] })).toBe(of({}));
    expect(of({ disposition: 'malicious' })).not.toBe(of({}));
    expect(of({ observable: { type: 'domain', value: 'other.example' } })).not.toBe(of({}));
  });

  test.each([
    ['/judgement/write?type=domain&value=evil.example&disposition=evil#ms=3600000'],
    ['/judgement/write?type=domain&value=evil.example&disposition=clean#ms=1'],
    ['/judgement/write?type=domain&value=evil.example&disposition=clean'],
    ['/judgement/write?type=domain&value=evil.example&disposition=toString#ms=3600000'],
    ['/judgement/expire?id=judgement-../incident'],
    ['/judgement/delete?id=judgement-00000001-0000-4000-8000-000000000000'],
    ['//['],
  ])('%s is none', (url) => {
    expect(readWish({ ...wish(), url }, observable)).toBeUndefined();
  });

  test('that is no judgement is not taken for one, and too many older ones are cut', () => {
    const { via: _, ...module } = wish();
    expect(readWish(module, observable)).toBeUndefined();
    const many = Array.from({ length: 30 }, (_, at) => idOf(at));
    expect(readWish(wish(many), observable)).toMatchObject({ instead: many.slice(0, mostInstead) });
  });
});

describe('finding out later', () => {
  test('what was written is found by the key of its request, and can be undone', async () => {
    const { performer, forgotten } = performing({
      judgementMadeAs: async (key) => (key === 'xdr-chatops:judgement:R1' ? stored(7) : undefined),
    });
    expect(await performer.find?.(requestFor(wish()))).toEqual({
      outcome: 'done',
      made: idOf(7),
      says: ['Judged malicious until 30 Nov 2026, 01:00 UTC.'],
      reverse: expireAction(idOf(7), 'malicious'),
    });
    expect(forgotten).toEqual(['evil.example']);
  });

  test('what is not there, or stands still, is not told', async () => {
    const { performer, forgotten } = performing({
      judgementMadeAs: async () => undefined,
      readJudgement: async () => stored(7),
    });
    expect(await performer.find?.(requestFor(wish()))).toBeUndefined();
    expect(await performer.find?.(requestFor(expireAction(idOf(7), 'clean')))).toBeUndefined();
    expect(forgotten).toEqual([]);
  });
});

describe('what is said of it', () => {
  const saidWith = async (before: readonly OwnJudgement[], instead: readonly string[] = []) => {
    const { performer } = performing({
      judgementsOf: async () => before,
      createJudgement: done(stored(7, { disposition: 'malicious' })),
      expireJudgement: async (id) => ({ outcome: 'done', written: stored(Number(id.slice(10, 18))) }),
    });
    const outcome = await performer.perform(requestFor(wish(instead)), {});
    return outcome.outcome === 'done' ? outcome.says : undefined;
  };
  const judged = 'Judged malicious until 30 Nov 2026, 01:00 UTC.';

  test('what others hold of it, where that goes on counting', async () => {
    expect(await saidWith([stored(1, { keys: [], source: 'a <!feed>' })])).toEqual([
      judged,
      'What counts in the store is still “clean” (Clean, until 30 Nov 2026, 01:00 UTC, by a ‹!feed>).',
    ]);
  });

  test.each([
    ['weighs less', [stored(1, { priority: 90 })], []],
    ['says the same', [stored(1, { disposition: 'malicious', from: iso(now - 2 * hour) })], []],
    ['has ended', [stored(1, { until: iso(now) })], []],
    ['ends with it', [stored(1)], [idOf(1)]],
  ] as const)('nothing more, where another %s', async (_, before, instead) => {
    expect(await saidWith(before, instead)).toEqual([judged]);
  });

  test.each([
    ['was refused', async () => Promise.reject(failure('missing-scope', 403))],
    ['has no answer', async () => ({ outcome: 'unknown' as const, failure: failure('timed-out') })],
  ])('what may count still, since its end %s', async (_, expireJudgement) => {
    const { performer } = performing({
      judgementsOf: async () => [stored(1)],
      createJudgement: done(stored(7, { disposition: 'malicious' })),
      expireJudgement,
    });
    expect(await performer.perform(requestFor(wish([idOf(1)])), {})).toMatchObject({
      outcome: 'done',
      says: [judged, expect.stringContaining('by this bot')],
    });
  });

  test('nothing more, where what stands could not be read and nothing was to end', async () => {
    const { performer } = performing({
      judgementsOf: async () => Promise.reject(failure('unavailable', 503)),
      createJudgement: done(stored(7)),
    });
    expect(await performer.perform(requestFor(wish()), {})).toMatchObject({ outcome: 'done' });
  });
});
