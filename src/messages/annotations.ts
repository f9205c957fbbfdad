import { createInTurn } from '../in-turn.ts';
import type { MessageRef } from '../incoming.ts';
import { type Observable, observableKey, observableOfKey as observableOf } from '../observables/observable.ts';
import type { Database, Query } from '../store/database.ts';
import { type Disposition, isWorse } from '../verdicts/verdict.ts';
import type { Annotations, Carded, Mention } from './annotation.ts';
import { type AnnotationRow, annotationOf, hashOf, keyOf, roomOf, storable } from './annotation-rows.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

const itsRow = 'platform = $1 and workspace = $2 and channel = $3 and message = $4';

export function createAnnotations(
  { kind, query, transaction }: Pick<Database, 'kind' | 'query' | 'transaction'>,
  now: () => number = Date.now,
): Annotations {
  const inTurn = createInTurn();

  const readRow = async (message: MessageRef): Promise<AnnotationRow | undefined> =>
    (await query<AnnotationRow>(`select * from annotations where ${itsRow}`, keyOf(message)))[0];

  const read = async (message: MessageRef) => {
    const row = await readRow(message);
    return row && annotationOf(row);
  };

  const cardedNearby = async (run: Query, message: MessageRef, observables: readonly Observable[]): Promise<Carded> => {
    const rows = await run<{ observable: string; disposition: Disposition }>(
      `select m.observable, m.disposition from mentions m join annotations a using (platform, workspace, channel, message)
       where m.platform = $1 and m.workspace = $2 and m.channel = $3 and m.message <> $4 and m.room = $5
         and m.hash = any($6::text[]) and m.carried_at > $7 and a.state <> 'withdrawn'`,
      [...keyOf(message), roomOf(message.place), observables.map(hashOf), new Date(now() - day)],
    );
    const worst = new Map<string, Disposition>();
    for (const { observable, disposition } of rows) {
      const key = observableKey(observableOf(observable));
      const before = worst.get(key);
      if (!before || isWorse(disposition, before)) worst.set(key, disposition);
    }
    return worst;
  };

  /**
   * Changes the row by `update` (whose conditions decide whether anything happens) and, if it changed and there are new
   * ones, replaces the message's mentions: in one statement, since this runs for every card. `$5` is the version, `$6` the
   * time, from `$7` on stands `more`.
   */
  const change = async (
    run: Query,
    message: MessageRef,
    version: string,
    update: string,
    more: readonly unknown[],
    mentions: readonly Mention[] | undefined,
    carried: boolean,
  ): Promise<{ state: string; version: string } | undefined> => {
    const changed = `update annotations set ${update} returning state, version`;
    const params = [...keyOf(message), version, new Date(now()), ...more];
    if (!mentions) return (await run<{ state: string; version: string }>(changed, params))[0];
    const [hashes, room, its] = [1, 2, 3].map((n) => `$${params.length + n}`);
    const found = new Map(
      mentions.map(({ observable, disposition }) => {
        const hash = hashOf(observable);
        return [hash, { hash, observable: storable(observable), disposition, carried }];
      }),
    );
    const [row] = await run<{ state: string; version: string }>(
      `with changed as (${changed}),
       counts as (select from changed where version = $5 and state <> 'withdrawn'),
       gone as (
         delete from mentions where ${itsRow} and hash <> all(${hashes}::text[]) and exists (select from counts)
       ),
       written as (
         insert into mentions
           (platform, workspace, channel, message, room, hash, observable, disposition, mentioned_at, carried_at)
         select $1, $2, $3, $4, ${room}, m.hash, m.observable, m.disposition, $6, case when m.carried then $6::timestamptz end
         from jsonb_to_recordset(${its}::jsonb) as m (hash text, observable text, disposition text, carried boolean)
         where exists (select from counts)
         on conflict (platform, workspace, channel, message, hash) do update
         set disposition = excluded.disposition, carried_at = excluded.carried_at
       )
       select state, version from changed`,
      [...params, [...found.keys()], roomOf(message.place), JSON.stringify([...found.values()])],
    );
    return row;
  };

  const posting = `state = 'posting', posting_since = $6, changed_at = $6
    where ${itsRow} and version = $5 and state <> 'withdrawn'`;
  const firstCard = `${posting} and card is null`;

  return {
    read,
    begin: async (message, version, { byBot, author, saidAt }) => {
      const [row] = await query<AnnotationRow>(
        `with before as (select * from annotations where ${itsRow} for update),
         begun as (
           insert into annotations
             (platform, workspace, channel, message, room, version, state, by_bot, created_at, changed_at, author, said_at)
           values ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, $8, $9, $10)
           on conflict (platform, workspace, channel, message) do update
           set version = $6, state = 'waiting', changed_at = $8, author = coalesce(annotations.author, $9)
           where annotations.state <> 'withdrawn' and annotations.version < $6
         )
         select * from before`,
        [
          ...keyOf(message),
          roomOf(message.place),
          version,
          byBot,
          new Date(now()),
          author ?? null,
          saidAt === undefined ? null : new Date(saidAt),
        ],
      );
      return row && annotationOf(row);
    },
    cardedNearby: (message, observables) => cardedNearby(query, message, observables),
    markPosting: async (message, version, intent) => {
      if (!intent) {
        const values = [...keyOf(message), version, new Date(now())];
        return (await query(`update annotations set ${posting} returning true as changed`, values)).length > 0;
      }
      const { mentions, wanted } = intent;
      const { platform, workspace, channel } = message.place;
      const room = JSON.stringify([platform, workspace, channel, roomOf(message.place)]);
      const claim = async (run: Query) => {
        const carded = await cardedNearby(
          run,
          message,
          mentions.map(({ observable }) => observable),
        );
        return wanted(carded) && (await change(run, message, version, firstCard, [], mentions, true)) !== undefined;
      };
      // The embedded database belongs to this process alone, whose own order then suffices, and is cheaper.
      if (kind === 'embedded') return inTurn(room, () => claim(query));
      return transaction(async (run) => {
        await run('select pg_advisory_xact_lock(hashtextextended($1, 0))', [room]);
        return claim(run);
      });
    },
    markPosted: async (message, version, { card, headline, sign, mentions }) => {
      const row = await change(
        query,
        message,
        version,
        `card = $7, posted_at = $6, posting_since = null, changed_at = $6,
         state = case when state <> 'withdrawn' and version = $5 then 'posted' else state end,
         headline = case when version = $5 then $8 else headline end, sign = coalesce($9, sign)
         where ${itsRow} and (card is null or card = $7)`,
        [card, headline, sign ?? null],
        mentions,
        true,
      );
      return row !== undefined && row.state !== 'withdrawn';
    },
    markSilent: async (message, version, { mentions, headline, sign, removed }) => {
      const row = await change(
        query,
        message,
        version,
        `state = 'silent', card = null, posting_since = null, headline = $7, sign = coalesce($8, sign), changed_at = $6
         where ${itsRow} and version = $5 and state <> 'withdrawn' and (card is null or card = $9)`,
        [headline ?? null, sign ?? null, removed ?? null],
        mentions,
        false,
      );
      if (row) return true;
      const standing = await readRow(message);
      return standing?.state !== 'withdrawn' && (standing?.version !== version || standing.card === null);
    },
    withdraw: async (message, version = '') => {
      const known = await query<AnnotationRow>(
        `with before as (select * from annotations where ${itsRow} for update),
         made as (
           insert into annotations (platform, workspace, channel, message, room, version, state, by_bot, created_at, changed_at)
           values ($1, $2, $3, $4, $5, $7, 'withdrawn', false, $6, $6)
           on conflict (platform, workspace, channel, message) do update
           set state = 'withdrawn', version = greatest(annotations.version, $7), changed_at = $6
         )
         select * from before`,
        [...keyOf(message), roomOf(message.place), new Date(now()), version],
      );
      return known[0] && annotationOf(known[0]);
    },
    removed: async (message, card) => {
      // With the card known, what was being posted was a change of it.
      await query(
        `update annotations set card = null, posting_since = null where ${itsRow} and state = 'withdrawn' and card = $5`,
        [...keyOf(message), card],
      );
    },
    restore: async (message, version) => {
      const restored = await query(
        `with restored as (
           update annotations set state = 'waiting', version = $5, headline = null, changed_at = $6
           where ${itsRow} and state = 'withdrawn' and version < $5 and card is null returning 1
         ),
         dropped as (update mentions set carried_at = null where ${itsRow} and exists (select from restored))
         select true as restored from restored`,
        [...keyOf(message), version, new Date(now())],
      );
      return restored.length > 0;
    },
    heirs: async (withdrawn) => {
      const rows = await query<{ message: string; version: string; by_bot: boolean; observable: string }>(
        `select distinct on (m.hash) m.message, a.version, a.by_bot, m.observable
         from mentions lost
         join mentions m using (platform, workspace, channel, room, hash)
         join annotations a on (a.platform, a.workspace, a.channel, a.message) = (m.platform, m.workspace, m.channel, m.message)
         where lost.platform = $1 and lost.workspace = $2 and lost.channel = $3 and lost.message = $4
           and lost.carried_at is not null and m.message <> $4 and m.mentioned_at > $5 and a.state <> 'withdrawn'
           and not exists (
             select from mentions c
             join annotations b on (b.platform, b.workspace, b.channel, b.message) = (c.platform, c.workspace, c.channel, c.message)
             where (c.platform, c.workspace, c.channel, c.room, c.hash) = (m.platform, m.workspace, m.channel, m.room, m.hash)
               and c.message <> $4 and c.carried_at > $5 and b.state <> 'withdrawn')
         order by m.hash, m.mentioned_at, m.message`,
        [...keyOf(withdrawn), new Date(now() - day)],
      );
      return [...Map.groupBy(rows, ({ message }) => message)].map(([id, mentions]) => ({
        message: { place: withdrawn.place, id },
        version: mentions[0]?.version ?? '',
        byBot: mentions[0]?.by_bot ?? false,
        observables: mentions.map(({ observable }) => observableOf(observable)),
      }));
    },
    botCards: async ({ place }) => {
      const [row] = await query<{ cards: number }>(
        `select count(*) as cards from annotations where platform = $1 and workspace = $2 and channel = $3 and room = $4
         and by_bot and card is not null and posted_at > $5`,
        [place.platform, place.workspace, place.channel, roomOf(place), new Date(now() - hour)],
      );
      return row?.cards ?? 0;
    },
  };
}
