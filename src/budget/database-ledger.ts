import { Failure } from '../failure.ts';
import type { Query } from '../store/database.ts';
import { type Book, type Change, createBook, enter, enterWord, isEmpty, type Ledger } from './ledger.ts';
import { hourMs } from './rolling-hour.ts';

/** A book that was read so lately (milliseconds) is the newest: who is refused looks no sooner whether others gave back. */
const freshFor = 1000;
/** Each failed attempt means that another replica got through, so this many in a row mean that something is broken. */
const mostAttempts = 200;
/** Older entries are of no use: an hour, and what a room's coarse bucket adds. */
const keepMs = hourMs + 15 * 60 * 1000;

/**
 * A ledger in the database, for all replicas: a copy of the book here, and a version there that every entry raises from
 * the one its writer has seen. So it takes one statement to enter something while nobody else did, and two more for each
 * time that somebody did; a process that dies leaves nothing locked.
 */
export function createDatabaseLedger({
  query,
  organisation,
  now,
}: {
  query: Query;
  /** Whose calls these are. API clients of different organisations have different budgets. */
  organisation: string;
  now: () => number;
}): Ledger {
  let book = createBook();
  let version = -1;
  let readAt = Number.NEGATIVE_INFINITY;
  let turn: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => {}); // its own caller is told
    return mine;
  };

  const read = async (): Promise<void> => {
    const since = now() - keepMs;
    const [found] = await query<BookRow>(readSql, [organisation, version, since]);
    if (!found) {
      await query('insert into budgets (organisation) values ($1) on conflict do nothing', [organisation]);
      return read();
    }
    if (found.version < version) {
      // Another database, or an old copy of it: forget what we knew of this one.
      book = createBook();
      version = -1;
      return read();
    }
    version = found.version;
    book.calls = found.calls;
    // A pause is an hour at most: another was entered by a clock that was wrong.
    book.pausedUntil = found.paused_until < now() + 2 * hourMs ? found.paused_until : 0;
    for (const [startsAt, total, watching, bulk, lastCall, limit] of found.hours) {
      const count = { total, watching, bulk };
      book.hour.set(startsAt, count);
      if (lastCall !== null) enterWord(book, { startsAt, ...count, lastCall, ...(limit === null ? {} : { limit }) });
    }
    for (const [room, startsAt, used] of found.rooms) book.rooms.set(room, startsAt, used);
    readAt = performance.now();
  };

  const write = async <T extends Change>(decide: (book: Book) => T): Promise<T> => {
    if (version < 0) await read();
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const change = decide(book);
      if (!isEmpty(change)) {
        const { handedOut, pausedUntil = 0, hours, rooms } = change;
        const json = [JSON.stringify(hours), JSON.stringify(rooms)];
        const [entered] = await query<{ version: number }>(writeSql, [
          organisation,
          version,
          handedOut,
          pausedUntil,
          ...json,
        ]);
        if (entered) {
          version = entered.version;
          enter(book, change);
          readAt = performance.now();
          return change;
        }
      } else if (performance.now() - readAt < freshFor) return change;
      await read();
    }
    throw new Failure('store-unavailable', 'the budget could not be entered', { service: 'store' });
  };

  return { book: () => book, write: (decide) => inTurn(() => write(decide)), refresh: () => inTurn(read) };
}

type BookRow = {
  version: number;
  calls: number;
  paused_until: number;
  hours: [startsAt: number, ...counts: [number, number, number], lastCall: number | null, limit: number | null][];
  rooms: [room: string, startsAt: number, used: number][];
};

// One statement, so that the rows are those of the version beside them.
const readSql = `
  select b.version::float8 as version, b.calls::float8 as calls, b.paused_until::float8 as paused_until,
    (select coalesce(jsonb_agg(jsonb_build_array(h.starts_at, h.total, h.watching, h.bulk, h.last_call, h.org_limit)), '[]')
     from budget_hours h
     where h.organisation = b.organisation and h.version > $2::bigint and h.starts_at > $3::bigint) as hours,
    (select coalesce(jsonb_agg(jsonb_build_array(r.room, r.starts_at, r.used)), '[]')
     from budget_rooms r
     where r.organisation = b.organisation and r.version > $2::bigint and r.starts_at > $3::bigint) as rooms
  from budgets b where b.organisation = $1`;

// Nothing happens when the version has moved on.
const writeSql = `
  with entered as (
    update budgets
    set version = version + 1, calls = calls + $3::bigint, paused_until = greatest(paused_until, $4::bigint)
    where organisation = $1 and version = $2::bigint
    returning organisation, version
  ), hours as (
    insert into budget_hours as h (organisation, starts_at, version, total, watching, bulk, last_call, org_limit)
    select e.organisation, n."startsAt", e.version, n.total, n.watching, n.bulk, n."lastCall", n."limit"
    from entered e, jsonb_to_recordset($5::jsonb)
      as n("startsAt" bigint, total integer, watching integer, bulk integer, "lastCall" bigint, "limit" integer)
    on conflict (organisation, starts_at) do update
    set version = excluded.version, total = h.total + excluded.total, watching = h.watching + excluded.watching,
      bulk = h.bulk + excluded.bulk,
      last_call = least(h.last_call, excluded.last_call),
      org_limit = case when h.last_call <= excluded.last_call then h.org_limit
        else coalesce(excluded.org_limit, h.org_limit) end
  ), rooms as (
    insert into budget_rooms as r (organisation, starts_at, room, version, used)
    select e.organisation, n."startsAt", n.room, e.version, n.used
    from entered e, jsonb_to_recordset($6::jsonb) as n("startsAt" bigint, room text, used double precision)
    on conflict (organisation, starts_at, room) do update
    set version = excluded.version, used = r.used + excluded.used
  )
  select version::float8 as version from entered`;

/** Removes what no hour holds any more. */
export async function pruneBudget(query: Query, now: number): Promise<void> {
  const before = now - 2 * keepMs;
  await query('delete from budget_hours where starts_at < $1', [before]);
  await query('delete from budget_rooms where starts_at < $1', [before]);
}
