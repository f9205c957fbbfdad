import type { Query } from '../../src/store/database.ts';

/** So many watched messages with one mention each, of the last hours, spread over `channels`. */
export async function fillMessages(query: Query, from: number, to: number, channels: number): Promise<void> {
  const step = 50_000;
  for (let first = from; first < to; first += step) {
    const last = Math.min(first + step, to) - 1;
    await query(
      `insert into annotations (platform, workspace, channel, message, room, version, state, by_bot, card, headline,
         created_at, changed_at, posted_at)
       select 'slack', 'T1', 'C' || n % $3::int, 'old-' || n, '', '', 'posted', false, 'post-' || n, 'malicious',
         now() - interval '1 hour', now() - interval '1 hour', now() - interval '1 hour'
       from generate_series($1::int, $2::int) n`,
      [first, last, channels],
    );
    await query(
      `insert into mentions (platform, workspace, channel, message, room, hash, observable, disposition, mentioned_at, carried_at)
       select 'slack', 'T1', 'C' || n % $3::int, 'old-' || n, '', md5(n::text), '["ip","198.51.100.1"]', 'malicious',
         now() - interval '1 hour', now() - interval '1 hour'
       from generate_series($1::int, $2::int) n`,
      [first, last, channels],
    );
  }
  await query('analyze annotations');
  await query('analyze mentions');
}

/** So many channels that have set something. */
export async function fillChannels(query: Query, from: number, to: number): Promise<void> {
  await query(
    `insert into channel_settings (platform, workspace, channel, watch, changed_by, changed_at)
     select 'slack', 'T1', 'C' || n, 'quiet', 'U1', now() from generate_series($1::int, $2::int) n`,
    [from, to - 1],
  );
  await query('analyze channel_settings');
}
