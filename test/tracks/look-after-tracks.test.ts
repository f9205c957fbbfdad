import type { Card } from '../../src/cards/card.ts';
import { Failure } from '../../src/failure.ts';
import type { Place } from '../../src/incoming.ts';
import { silentLog } from '../../src/log.ts';
import type { Observable } from '../../src/observables/observable.ts';
import type { Outbox } from '../../src/reply.ts';
import type { Database } from '../../src/store/database.ts';
import { createGoOn } from '../../src/tracks/begin-track.ts';
import { createTrackCare } from '../../src/tracks/look-after-tracks.ts';
import { createShowTrack, type TrackJob } from '../../src/tracks/show-track.ts';
import { createTracks, pruneTracks } from '../../src/tracks/tracks.ts';
import type { Finding } from '../../src/verdicts/finding.ts';
import type { Ask, Disposition } from '../../src/verdicts/verdict.ts';
import { finding, says } from '../cards/samples.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const place = (channel = 'C1'): Place => ({
  platform: 'slack',
  workspace: 'T1',
  channel,
  kind: 'channel',
  outsiders: false,
});
const ip = (n: number): Observable => ({ type: 'ip', value: `198.51.100.${n}` });

describeDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  beforeEach(() => database.query('delete from tracks'));
  afterAll(async () => {
    await database.close();
    await removeDirectories();
  });

  /** Processes on one database, one XDR, one platform that looks for nothing before it posts, and one queue. */
  function stage() {
    const clock = createFakeClock(Date.UTC(2026, 2, 2));
    const { now } = clock;
    let says_: Disposition = 'unknown';
    let away: Failure | undefined;
    const asked: (readonly Observable[])[] = [];
    const asks: Ask[] = [];
    const lines: string[] = [];
    const queue = new Map<string, TrackJob>();
    const done = new Set<string>();
    const outbox: Pick<Outbox, 'post' | 'update'> = {
      post: async (where, what, key) => {
        lines.push(`${key.id.split('/').length > 2 ? 'line' : 'card'} ${(what as { card: Card }).card.headline}`);
        return { place: where, id: `p${lines.length}` };
      },
      update: async () => {},
    };
    const process = () => {
      const tracks = createTracks(database.query, now);
      const goOn = createGoOn(async (id, job) => void (done.has(id) || queue.set(id, job)));
      const lookUp = async (observables: readonly Observable[], ask: Ask): Promise<Finding[]> => {
        asked.push(observables);
        asks.push(ask);
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (away) throw away;
        return observables.map((one) =>
          finding(one, {
            verdicts: says_ === 'unknown' ? [] : [says(one, says_, 'Umbrella')],
            headline: says_,
            answered: ['Umbrella'],
          }),
        );
      };
      const show = createShowTrack({ tracks, outbox, offersDetails: async () => true, simulated: false, now });
      const care = createTrackCare({ tracks, lookUp, goOn, log: silentLog, now });
      return { tracks, care, show };
    };
    const work = async ({ show }: ReturnType<typeof process>) => {
      for (const [id, job] of queue) {
        queue.delete(id);
        done.add(id);
        await show(job);
      }
    };
    const begin = async ({ tracks, show }: ReturnType<typeof process>, n = 1, where = place(), forMs = 7 * day) => {
      const begun = await tracks.begin({
        place: where,
        observable: ip(n),
        askedBy: { id: `U${n}` },
        askedAt: now(),
        endsAt: now() + forMs,
        known: finding(ip(n), { verdicts: [], headline: 'unknown', answered: ['Umbrella'] }),
      });
      if (begun.kind !== 'full') await show({ track: begun.track.id }, 'first');
      return begun;
    };
    return {
      clock,
      asked,
      asks,
      lines,
      queue,
      process,
      work,
      begin,
      say: (one: Disposition) => {
        says_ = one;
      },
      fail: (failure: Failure | undefined) => {
        away = failure;
      },
    };
  }

  test('two processes ask once and tell once, in batches of twenty, at the lowest rank and anew', async () => {
    const { clock, asked, asks, lines, process, work, begin, say, queue } = stage();
    const [one, other] = [process(), process()];
    for (let n = 0; n < 30; n++) await begin(one, n, place(n < 15 ? 'C1' : 'C2'));
    await clock.pass(11 * minute);
    say('malicious');
    await Promise.all([one.care.look(), other.care.look(), one.care.look()]);
    expect(asked.map((some) => some.length).toSorted((a, b) => a - b)).toEqual([10, 20]);
    expect(new Set(asked.flat().map(({ value }) => value)).size).toBe(30);
    expect(asks[0]).toMatchObject({ purpose: 'watching', anew: true });
    expect(new Set(asks.flatMap(({ rooms }) => rooms))).toEqual(new Set(['slack/T1/C1', 'slack/T1/C2']));
    expect(queue.size).toBe(30);
    await Promise.all([work(one), work(other)]);
    expect(lines.filter((line) => line.startsWith('line'))).toHaveLength(30);
    await Promise.all([one.care.look(), other.care.look()]);
    expect(queue.size).toBe(0);
  });

  test('who dies after storing what is new is survived: another process tells it, once', async () => {
    const { clock, lines, process, work, begin, say, queue } = stage();
    const [dying, other] = [process(), process()];
    await begin(dying);
    say('malicious');
    await clock.pass(11 * minute);
    await dying.care.look();
    queue.clear(); // died before the job was stored
    await clock.pass(minute);
    await other.care.look();
    expect(queue.size).toBe(0); // it may still come
    await clock.pass(5 * minute);
    await other.care.look();
    await other.care.look();
    await work(other);
    expect(lines.filter((line) => line.startsWith('line'))).toEqual([expect.stringContaining('Now malicious')]);
  });

  test('who dies while he asks is survived: another process asks', async () => {
    const { clock, asked, process, begin, say, work, lines } = stage();
    const [dying, other] = [process(), process()];
    await begin(dying);
    await clock.pass(11 * minute);
    await dying.tracks.takeDue(20); // and no more
    await other.care.look();
    expect(asked).toEqual([]);
    await clock.pass(2 * minute + 1);
    say('clean');
    await other.care.look();
    await work(other);
    expect(lines.at(-1)).toContain('Now clean');
  });

  test('who was frozen while he asked changes nothing when he comes back', async () => {
    const { clock, process, begin, say, work, lines } = stage();
    const [frozen, other] = [process(), process()];
    await begin(frozen);
    await clock.pass(11 * minute);
    const [taken] = await frozen.tracks.takeDue(20);
    await clock.pass(3 * minute);
    say('malicious');
    await other.care.look();
    await work(other);
    const late = { ...taken!.known, headline: 'clean' as const };
    expect(
      await frozen.tracks.found(taken!, late, { news: 'changed', from: 'unknown', ranOut: [] }, 0),
    ).toBeUndefined();
    expect(lines.filter((line) => line.startsWith('line'))).toHaveLength(1);
  });

  test('what is found while somebody makes it last longer is not lost', async () => {
    const { clock, process, begin, work, lines } = stage();
    const one = process();
    await begin(one);
    await clock.pass(11 * minute);
    const [taken] = await one.tracks.takeDue(20);
    await one.tracks.tell(taken!.id, { news: 'redrawn' });
    const worse = { ...taken!.known, headline: 'malicious' as const };
    await one.tracks.found(taken!, worse, { news: 'changed', from: 'unknown', ranOut: [] }, 0);
    await clock.pass(6 * minute);
    await one.care.look();
    await work(one);
    expect(lines.filter((line) => line.startsWith('line'))).toEqual([expect.stringContaining('Now malicious')]);
    await one.tracks.tell(taken!.id, { news: 'stopped' });
    expect(await one.tracks.found({ ...taken!, checks: 1 }, worse, undefined, 0)).toBeUndefined();
  });

  test('while XDR is away nothing is told and nothing is lost; it is asked again when it said so', async () => {
    const { clock, asked, process, begin, say, work, fail, lines } = stage();
    const one = process();
    await begin(one);
    await clock.pass(11 * minute);
    fail(new Failure('rate-limited', 'wait', { retryAt: clock.now() + 30 * minute }));
    await one.care.look();
    await clock.pass(29 * minute);
    await one.care.look();
    expect(asked).toHaveLength(1);
    fail(undefined);
    say('malicious');
    await clock.pass(2 * minute);
    await one.care.look();
    await work(one);
    expect(lines.at(-1)).toContain('Now malicious');
  });

  test.each(['over-budget', 'bad-request'] as const)(
    'one that is refused (%s) does not hold up the others',
    async (kind) => {
      const { clock, process, begin, say, work, fail, lines, asked } = stage();
      const one = process();
      await begin(one, 1, place('C1'));
      await begin(one, 2, place('C2'));
      await clock.pass(11 * minute);
      say('malicious');
      fail(new Failure(kind, 'no'));
      const first = one.care.look();
      await first;
      expect(asked.map((some) => some.length)).toEqual([2, 1, 1]);
      fail(undefined);
      await clock.pass(10 * minute);
      await one.care.look();
      await work(one);
      expect(lines.filter((line) => line.startsWith('line'))).toHaveLength(2);
    },
  );

  test('what cannot be told for a week after its end is forgotten', async () => {
    const { clock, process, begin } = stage();
    await begin(process(), 1, place(), hour);
    await pruneTracks(database.query, clock.now() + 7 * day);
    expect(await process().tracks.of(place())).toHaveLength(1);
    await pruneTracks(database.query, clock.now() + 8 * day);
    expect(await process().tracks.of(place())).toEqual([]);
  });
});
