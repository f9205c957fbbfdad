import { randomBytes } from 'node:crypto';
import type { Place } from '../incoming.ts';
import { knownKey } from '../known/known-key.ts';
import { observableKey } from '../observables/observable.ts';
import type { Query } from '../store/database.ts';
import { storableJson } from '../store/storable-json.ts';
import type { Finding } from '../verdicts/finding.ts';
import { rank, toneOf } from '../verdicts/verdict-words.ts';
import type { BulkWish } from './bulk.ts';
import { type BulkRow, bulkOf } from './bulk-rows.ts';
import { type Bulk, type BulkEnd, type Found, mostOfOne, type ToneCounts, type Waits } from './bulk-state.ts';
import { kept, restored } from './kept-finding.ts';

/** What one slice brought. */
export type Slice = Readonly<{
  /** Where it began and ended among the candidates. */
  from: number;
  to: number;
  found: readonly Found[];
  nothing: number;
  calls: number;
  worked: number;
}>;

/**
 * Bulk look-ups in the database. Whatever names a run does nothing, and resolves with undefined, when another run has taken
 * over since. Everything rejects with Failure `store-unavailable`.
 */
export type Bulks = Readonly<{
  /** Resolves with its id, also when it was there before (`known`). */
  begin: (wish: BulkWish, place: Place) => Promise<Readonly<{ id: string; known: boolean }>>;
  /** Takes it up as a new run; undefined when there is nothing left to do. */
  take: (id: string) => Promise<Bulk | undefined>;
  /** None when it is over. They may be megabytes. */
  candidates: (id: string) => Promise<readonly string[]>;
  read: (id: string) => Promise<Bulk | undefined>;
  /** Others of the same person that were asked for before and go on. */
  before: (bulk: Bulk) => Promise<number>;
  stands: (id: string, place: Place, message: string) => Promise<void>;
  /** Keeps what was found; an observable that was found before is not kept twice. */
  add: (bulk: Pick<Bulk, 'id' | 'runs'>, slice: Slice) => Promise<Bulk | undefined>;
  wait: (bulk: Pick<Bulk, 'id' | 'runs'>, waits: Waits) => Promise<Bulk | undefined>;
  /** Undefined when it has ended before. */
  cancel: (id: string) => Promise<Bulk | undefined>;
  end: (bulk: Pick<Bulk, 'id' | 'runs'>, as: BulkEnd) => Promise<Bulk | undefined>;
  /** Its end was told, or nobody can be told: what it held is forgotten, but for what was found when that may be fetched. */
  told: (id: string, keepFound?: boolean) => Promise<void>;
  counts: (id: string) => Promise<ToneCounts>;
  worst: (id: string, most: number) => Promise<readonly Finding[]>;
  /** All that was found in the order of the candidates, page by page. */
  found: (id: string) => AsyncIterable<readonly Finding[]>;
  /** What nobody has gone on with when it was due; they are due again later. */
  takeDue: () => Promise<readonly Bulk[]>;
}>;

/** After this, whoever works it may be lost, milliseconds. */
const lostAfter = 5 * 60_000;
const pageSize = 500;

export function createBulks(query: Query, now: () => number): Bulks {
  const one = async (sql: string, values: readonly unknown[]): Promise<Bulk | undefined> => {
    const [row] = await query<BulkRow>(sql, values);
    return row && bulkOf(row);
  };
  const at = (epoch: number) => new Date(epoch);
  const soon = () => at(now() + lostAfter);
  const ours = 'id = $1 and runs = $2 and ended is null';

  return {
    begin: async ({ key, person, candidates, file, beyond }, place) => {
      const id = randomBytes(16).toString('base64url');
      const { platform, workspace } = person;
      const [made] = await query<{ id: string }>(
        `insert into bulks (id, key, place, platform, workspace, asked_by, asked_name, asked_at, file, candidates, total,
           beyond, due_at, ended, ended_at)
         select $1, $2, $3::jsonb, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::int, $12::int, $13, full_as, case when full_as is not null then $8::timestamptz end
         from (select case when count(*) >= ${mostOfOne} then 'refused' end as full_as from bulks
           where platform = $4 and workspace = $5 and asked_by = $6 and not told) as others
         on conflict (key) do nothing returning id`,
        [
          id,
          key,
          storableJson(place),
          platform,
          workspace,
          person.id,
          person.name ?? null,
          at(now()),
          file ?? null,
          storableJson(candidates),
          candidates.length,
          beyond,
          soon(),
        ],
      );
      if (made) return { id, known: false };
      const [before] = await query<{ id: string }>('select id from bulks where key = $1', [key]);
      return { id: before?.id ?? id, known: true };
    },
    take: (id) =>
      one(`update bulks set runs = runs + 1, due_at = $2 where id = $1 and not told returning ${columns}`, [
        id,
        soon(),
      ]),
    candidates: async (id) => {
      const [row] = await query<{ candidates: readonly string[] | null }>(
        'select candidates from bulks where id = $1',
        [id],
      );
      return row?.candidates ?? [];
    },
    read: (id) => one(`select ${columns} from bulks where id = $1`, [id]),
    before: async ({ id, askedBy, askedAt }) => {
      const [row] = await query<{ count: number }>(
        `select count(*)::int as count from bulks where platform = $1 and workspace = $2 and asked_by = $3
           and ended is null and (asked_at, id) < ($4, $5)`,
        [askedBy.platform, askedBy.workspace, askedBy.id, at(askedAt), id],
      );
      return row?.count ?? 0;
    },
    stands: async (id, place, message) => {
      await query('update bulks set place = $2::jsonb, message = $3 where id = $1', [id, storableJson(place), message]);
    },
    add: ({ id, runs }, { from, to, found, nothing, calls, worked }) => {
      const rows = found.map(({ at: place, finding }) => ({
        hash: knownKey(observableKey(finding.observable)),
        at: place,
        tone: toneOf(finding),
        rank: rank(finding),
        finding: kept(finding),
      }));
      return one(
        `with moved as (
           update bulks set position = $4, nothing = nothing + $5, calls = calls + $6, worked = worked + $7, waits = null,
             due_at = $8
           where ${ours} and position = $3 returning ${columns}
         ), added as (
           insert into bulk_findings (bulk, hash, at, tone, rank, finding)
           select moved.id, r.hash, r.at, r.tone, r.rank, r.finding
           from moved, jsonb_to_recordset($9::jsonb) as r (hash text, at int, tone text, rank int, finding jsonb)
           on conflict (bulk, hash) do nothing
         ) select * from moved`,
        [id, runs, from, to, nothing, calls, Math.round(worked), soon(), storableJson(rows)],
      );
    },
    wait: ({ id, runs }, waits) =>
      one(`update bulks set waits = $3::jsonb, due_at = $4 where ${ours} returning ${columns}`, [
        id,
        runs,
        storableJson(waits),
        at(waits.until + lostAfter),
      ]),
    cancel: (id) => one(`update bulks set cancelled = true where id = $1 and ended is null returning ${columns}`, [id]),
    end: ({ id, runs }, as) =>
      one(`update bulks set ended = $3, ended_at = $4, waits = null, due_at = $5 where ${ours} returning ${columns}`, [
        id,
        runs,
        as,
        at(now()),
        soon(),
      ]),
    told: async (id, keepFound = false) => {
      await query(
        `with over as (
           update bulks set told = true, candidates = null, due_at = null, ended = coalesce(ended, 'gone'),
             ended_at = coalesce(ended_at, $2)
           where id = $1 returning id
         ) delete from bulk_findings where not $3::boolean and bulk in (select id from over)`,
        [id, at(now()), keepFound],
      );
    },
    counts: async (id) => {
      const rows = await query<{ tone: string; count: number }>(
        'select tone, count(*)::int as count from bulk_findings where bulk = $1 group by tone',
        [id],
      );
      return Object.fromEntries(rows.map(({ tone, count }) => [tone, count]));
    },
    worst: async (id, most) => {
      const rows = await query<{ finding: unknown }>(
        'select finding from bulk_findings where bulk = $1 order by rank, at, hash limit $2',
        [id, most],
      );
      return rows.map(({ finding }) => restored(finding));
    },
    found: async function* (id) {
      let after = { at: -1, hash: '' };
      for (;;) {
        const rows = await query<{ at: number; hash: string; finding: unknown }>(
          `select at, hash, finding from bulk_findings where bulk = $1 and (at, hash) > ($2, $3)
           order by at, hash limit ${pageSize}`,
          [id, after.at, after.hash],
        );
        if (rows.length > 0) yield rows.map(({ finding }) => restored(finding));
        const last = rows.at(-1);
        if (!last || rows.length < pageSize) return;
        after = last;
      }
    },
    takeDue: async () => {
      const rows = await query<BulkRow>(
        `update bulks set due_at = $2 where due_at <= $1 and not told returning ${columns}`,
        [at(now()), soon()],
      );
      return rows.map(bulkOf);
    },
  };
}

/** All but the candidates, which may be megabytes. */
const columns = `id, place, platform, workspace, asked_by, asked_name, asked_at, file, total, beyond, message, runs,
  position, nothing, calls, worked, waits, cancelled, ended, ended_at`;

/** So long redeliveries of what asked for it are known, milliseconds. */
const keptFor = 7 * 24 * 60 * 60 * 1000;

export async function pruneBulks(query: Query, now: number): Promise<void> {
  await query('delete from bulks where asked_at < $1', [new Date(now - keptFor)]);
}
