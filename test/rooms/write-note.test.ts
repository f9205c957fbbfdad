import type { AuditEntry } from '../../src/audit/audit-entry.ts';
import { Failure } from '../../src/failure.ts';
import type { NewNote, Written } from '../../src/incidents/incident.ts';
import { silentLog } from '../../src/log.ts';
import { createHumanOf } from '../../src/permissions/human.ts';
import type { Mark } from '../../src/rooms/mark.ts';
import { createMarks, pruneMarks } from '../../src/rooms/marks.ts';
import { createWriteNote } from '../../src/rooms/write-note.ts';
import type { Database } from '../../src/store/database.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';

const done: Written<undefined> = { outcome: 'done', written: undefined };
const refused = new Failure('bad-request', 'no', { status: 400 });
let serial = 0;
const newMark = (more: Partial<Mark> = {}): Mark => ({
  message: {
    place: { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false },
    id: `m${++serial}`,
  },
  incident: 'incident-1',
  how: 'reaction',
  by: { id: 'UANA' },
  markedAt: Date.UTC(2026, 10, 30, 7),
  text: 'seen',
  author: { id: 'UBOB' },
  saidAt: Date.UTC(2026, 10, 30, 6),
  ...more,
});

describeDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await removeDirectories();
  });

  /** A bot's process, whose XDR answers as it is told to. */
  const process = (answer: (note: NewNote) => Promise<Written<undefined>> = async () => done) => {
    const sent: string[] = [];
    const told: string[] = [];
    const entries: string[] = [];
    const marks = createMarks(database.query);
    let failEnds = 0;
    const { write, giveUp } = createWriteNote({
      marks: {
        ...marks,
        end: async (...what) => {
          if (failEnds-- > 0) throw new Failure('store-unavailable', 'away');
          return marks.end(...what);
        },
      },
      marksIn: createMarks,
      door: {
        readIncident: async () => ({ id: 'incident-1', assignees: [], detectedBy: [], tactics: [], techniques: [] }),
        addNote: async (_, note) => {
          sent.push(note.key);
          return answer(note);
        },
      },
      missing: async () => [],
      audit: {
        note: async ({ outcome }: AuditEntry) => void entries.push(outcome ?? ''),
        record: (work) =>
          database.transaction((query) => work(query, ({ outcome }) => void entries.push(outcome ?? ''))),
      },
      humanOf: createHumanOf([]),
      client: 'client',
      tell: async ({ note, message }) => {
        told.push(note);
        await marks.told(message);
        return note;
      },
      incidentChanged: async () => {},
      newReference: () => 'REF',
      log: silentLog,
      storeAgain: [1, 1],
    });
    return {
      write,
      giveUp,
      sent,
      told,
      entries,
      marks,
      failEnds: (times: number) => {
        failEnds = times;
      },
    };
  };
  const marked = async (more: Partial<Mark> = {}) => (await createMarks(database.query).add(newMark(more))).mark;

  test('what another process began is unknown: it is told, and not sent', async () => {
    const { message } = await marked();
    let release = (_: Written<undefined>): void => {};
    const first = process(() => {
      const { promise, resolve } = Promise.withResolvers<Written<undefined>>();
      release = resolve;
      return promise;
    });
    const writing = first.write(message);
    while (first.sent.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const second = process();
    expect(await second.write(message)).toBe('unknown');
    expect([second.sent, second.told, second.entries]).toEqual([[], ['unknown'], ['unknown']]);
    // It was only held up, and knows better.
    release(done);
    expect(await writing).toBe('done');
    expect(await second.marks.read(message)).toMatchObject({ note: 'done', told: true });
  });

  test('it is sent once, however many are asked to write it', async () => {
    const { message } = await marked();
    const [one, other] = [process(), process()];
    await Promise.all([one.write(message), one.write(message), other.write(message)]);
    await one.write(message);
    expect([...one.sent, ...other.sent]).toHaveLength(1);
    expect(await one.marks.read(message)).toMatchObject({ note: 'done' });
  });

  test('a store that is away for a moment does not lose what became of it', async () => {
    const { message } = await marked();
    const bot = process();
    bot.failEnds(3);
    await expect(bot.write(message)).rejects.toMatchObject({ kind: 'store-unavailable' });
    expect(await bot.write(message)).toBe('done');
    expect([bot.sent.length, bot.told]).toEqual([1, ['done']]);
  });

  test('of several parts those that stand are not written again', async () => {
    const { message } = await marked({ text: 'x'.repeat(12_000) });
    const key = (part: number) => `xdr-chatops:note:slack/T1/C1/${message.id}:${part}`;
    const bot = process(async (note) => {
      if (note.key === key(2) && bot.sent.length === 2) throw refused;
      return done;
    });
    expect(await bot.write(message)).toBe('failed');
    expect(await bot.marks.read(message)).toMatchObject({ note: 'failed', keys: [key(1)] });
    const { mark, isNew } = await bot.marks.add(newMark({ message, text: 'something else by now' }));
    expect([isNew, mark.attempt, mark.note, mark.text.length]).toEqual([true, 2, 'waiting', 12_000]);
    expect(await bot.write(message)).toBe('done');
    expect(bot.sent).toEqual([key(1), key(2), key(2), key(3)]);
  });

  test('when XDR wants to be left alone nothing was done, and it goes on waiting', async () => {
    const { message } = await marked();
    const busy = new Failure('rate-limited', 'wait', { retryAt: 1 });
    const bot = process(async () => {
      if (bot.sent.length === 1) throw busy;
      return done;
    });
    await expect(bot.write(message)).rejects.toBe(busy);
    expect(await bot.marks.read(message)).toMatchObject({ note: 'waiting' });
    expect(await bot.write(message)).toBe('done');
    expect(bot.told).toEqual(['done']);
  });

  test('what could not be begun for a day is told as failed', async () => {
    const { message } = await marked();
    const bot = process();
    await bot.giveUp(message);
    expect(bot.told).toEqual(['failed']);
    expect(await bot.write(message)).toBe('failed');
    expect(bot.sent).toEqual([]);
  });

  test('a room has its own marks, what was said last first; they are forgotten after 90 days', async () => {
    const marks = createMarks(database.query);
    const place = { ...newMark().message.place, channel: 'C2' };
    for (const [id, saidAt] of [
      ['b', 2_000],
      ['a', 1_000],
    ] as const)
      await marks.add(newMark({ message: { place, id }, saidAt, text: `\ud800${id}\0` }));
    expect((await marks.of(place, 100)).map(({ text }) => text)).toEqual(['\ufffdb\ufffd', '\ufffda\ufffd']);
    expect(await marks.of({ ...place, workspace: 'T2' }, 100)).toEqual([]);
    const day = 24 * 60 * 60_000;
    await pruneMarks(database.query, newMark().markedAt + 89 * day);
    expect(await marks.of(place, 100)).toHaveLength(2);
    await pruneMarks(database.query, newMark().markedAt + 91 * day);
    expect(await marks.of(place, 100)).toEqual([]);
  });
});
