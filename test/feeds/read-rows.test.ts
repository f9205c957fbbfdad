import fc from 'fast-check';
import { feedRow } from '../../demo/threat-grid/feed-rows.ts';
import type { Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { digestCard } from '../../src/feeds/digest-card.ts';
import { mostEntries } from '../../src/feeds/feed.ts';
import { feedFiles } from '../../src/feeds/feed-files.ts';
import { daysToRead } from '../../src/feeds/read-feed.ts';
import { readRows } from '../../src/feeds/read-rows.ts';
import { standardSchedule } from '../../src/schedules/parse-schedule.ts';
import { hostile } from '../support/hostile-strings.ts';
import { stixFaults } from '../support/stix-shape.ts';

const now = Date.UTC(2026, 10, 30, 8);
const only = async (row: unknown) => {
  const { entries, skipped } = await readRows([row], now);
  return entries[0] ?? { skipped };
};

test('a row as documented', async () => {
  const row = feedRow('rat-dns', 'C2.example.net.', { ips: ['192.0.2.10', '2001:DB8::1', 'nonsense'] });
  expect(await only(row)).toEqual({
    observable: { type: 'domain', value: 'c2.example.net' },
    description: 'Example RAT Network Communications',
    beside: [
      { type: 'sha256', value: row['sample_sha256'] },
      { type: 'sha1', value: row['sample_sha1'] },
      { type: 'md5', value: row['sample_md5'] },
      { type: 'ip', value: '192.0.2.10' },
      { type: 'ipv6', value: '2001:db8::1' },
    ],
    sample: row['sample'],
    stampedAt: Date.UTC(2026, 2, 2, 4, 27, 15),
  });
});

test.each([
  [{ domain: '192.0.2.1' }, { type: 'ip', value: '192.0.2.1' }],
  [{ domain: 'bücher.example' }, { type: 'domain', value: 'bücher.example' }],
  [{ registry_key: 'HKLM\\Software\\Run\\x' }, { type: 'registry_key', value: 'HKLM\\Software\\Run\\x' }],
  [{ path: 'C:\\Windows\\Tasks\\x.job' }, { type: 'file_path', value: 'C:\\Windows\\Tasks\\x.job' }],
  [{ task_name: 'Updater' }, { type: 'file_name', value: 'Updater' }],
  [{ url: 'https://evil.example/x' }, { type: 'url', value: 'https://evil.example/x' }],
])('%j is about %j', async (row, observable) => {
  expect(await only(row)).toMatchObject({ observable, description: '', stampedAt: now });
});

test.each([
  null,
  'text',
  [],
  {},
  { domain: '' },
  { domain: 'nodots' },
  { domain: 'a b.example' },
  { domain: 'https://evil.example/' },
  { domain: `${'a'.repeat(300)}.example` },
  { domain: 7, ips: ['192.0.2.1'] },
  { url: 'javascript:alert(1)' },
  { registry_key: 'no backslash' },
  { path: `/${'x'.repeat(5000)}` },
])('%j is no row', async (row) => {
  expect(await only(row)).toEqual({ skipped: 1 });
});

test('rows of one observable are one entry, with what the newest says and all addresses', async () => {
  const row = (timestamp: string, description: string, ip: string) => ({
    domain: 'a.example',
    timestamp,
    description,
    ips: [ip],
  });
  const { entries } = await readRows(
    [row('2026-03-02T00:00:00Z', 'new', '192.0.2.2'), row('2026-03-01T00:00:00Z', 'old', '192.0.2.1')],
    now,
  );
  expect(entries).toMatchObject([
    { description: 'new', beside: [{ value: '192.0.2.2' }, { value: '192.0.2.1' }], stampedAt: Date.UTC(2026, 2, 2) },
  ]);
});

test('only so many, the newest; a time to come is now', async () => {
  const rows = Array.from({ length: mostEntries + 10 }, (_, at) => ({
    domain: `d${at}.example`,
    timestamp: new Date(Date.UTC(2026, 0, 1) + at * 1000).toISOString(),
  }));
  const { entries } = await readRows([{ domain: 'far.example', timestamp: '9999-01-01T00:00:00Z' }, ...rows], now);
  expect(entries).toHaveLength(mostEntries);
  expect(entries[0]).toMatchObject({ observable: { value: 'far.example' }, stampedAt: now });
  expect(entries.at(-1)!.observable.value).toBe('d11.example');
});

test('a body that is no list is malformed', async () => {
  for (const body of [undefined, null, {}, 'x', 7, { data: [] }])
    await expect(readRows(body, now)).rejects.toMatchObject({ kind: 'malformed' });
});

const field = fc.oneof(hostile, fc.constantFrom<unknown>(null, 7, [], {}, true), fc.webUrl(), fc.domain());
const hostileRow = fc.dictionary(
  fc.constantFrom(
    'domain',
    'description',
    'sample',
    'ips',
    'sample_sha256',
    'timestamp',
    'path',
    'registry_key',
    'url',
  ),
  fc.oneof(field, fc.array(field, { maxLength: 3 })),
);

test('whatever a feed holds, its digest is dead text and its files are sound', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hostileRow, { minLength: 1, maxLength: 8 }), hostile, async (rows, name) => {
      const { entries, skipped } = await readRows(rows, now);
      expect(entries.length + skipped).toBeLessThanOrEqual(rows.length);
      if (entries.length === 0) return;
      const files = await feedFiles('rat-dns', entries, now);
      const seen = new Map([[`domain\u0001${entries[0]!.observable.value}`, [{ room: { name }, ago: 7 }]]]);
      const card = digestCard({
        subscription: {
          id: '1',
          room: { platform: 'slack', workspace: 'T1', channel: 'C1' },
          feed: 'rat-dns',
          schedule: standardSchedule,
          watchlist: false,
          dueAt: now,
          toldUntil: now,
        },
        from: now,
        until: now,
        all: entries.length,
        entries,
        families: [{ description: entries[0]!.description, count: 1 }],
        compared: { seen, rooms: [{ room: { name }, count: 1 }], casebooks: [{ title: name, count: 1 }] },
        skipped,
        files,
        trustedHosts: [],
        simulated: false,
      });
      const text = textOf(card);
      expect(text).not.toMatch(/<[!@#a-z/]/i);
      expect(text.replaceAll(/https:\/\/[a-z.]+\.(?:threatgrid|cisco)\.com\S*/g, '')).not.toMatch(/https?:\/\//);
      expect(text).not.toMatch(/(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069\u200b]/u);
      expect(stixFaults(Buffer.from(files.stix.file.bytes).toString('utf8'))).toEqual([]);
      expect(Buffer.from(files.csv.file.bytes).toString('utf8')).not.toMatch(/(?:^|,)"[=+@-]/m);
    }),
  );
});

const textOf = (card: Card): string => plainText(card);

test('the days of a gap, the newest seven, not today', () => {
  const days = (coveredUntil: number | undefined) =>
    daysToRead(coveredUntil, now).map((at) => new Date(at).toISOString().slice(5, 10));
  expect(days(undefined)).toEqual([]);
  expect(days(now - 60_000)).toEqual([]);
  expect(days(now - 9 * 60 * 60_000)).toEqual(['11-29']);
  expect(days(Date.UTC(2026, 10, 30))).toEqual([]);
  expect(days(Date.UTC(2026, 10, 28))).toEqual(['11-28', '11-29']);
  expect(days(0)).toHaveLength(7);
  expect(days(now + 9e9)).toEqual([]);
});
