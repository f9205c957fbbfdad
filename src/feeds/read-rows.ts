import { isIPv4, isIPv6 } from 'node:net';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import { type Observable, observableKey } from '../observables/observable.ts';
import { type FeedEntry, type FeedRead, mostEntries } from './feed.ts';

/** So many rows are read before others of this process have their turn. */
const rowsAtOnce = 1000;

/**
 * The body of a feed: a bare array of rows (dossier §9.3). What cannot be read is skipped and counted; rows of one
 * observable become one entry, with what the newest says. Rejects only for a body that is no array (Failure `malformed`).
 */
export async function readRows(body: unknown, now: number): Promise<FeedRead> {
  if (!Array.isArray(body)) throw new Failure('malformed', 'the feed is no array', { service: 'feed' });
  const found = new Map<string, FeedEntry>();
  let skipped = 0;
  for (const [at, row] of (body as readonly unknown[]).entries()) {
    if (at % rowsAtOnce === rowsAtOnce - 1) await othersTurn();
    const entry = entryOf(row, now);
    if (!entry) {
      skipped += 1;
      continue;
    }
    const key = observableKey(entry.observable);
    const before = found.get(key);
    found.set(key, before ? together(before, entry) : entry);
  }
  const entries = [...found.values()].toSorted((one, other) => other.stampedAt - one.stampedAt);
  return { entries: entries.slice(0, mostEntries), skipped };
}

/** Observables beside one entry. */
const mostBeside = 24;

function together(one: FeedEntry, other: FeedEntry): FeedEntry {
  const [newer, older] = one.stampedAt >= other.stampedAt ? [one, other] : [other, one];
  const beside = new Map([...newer.beside, ...older.beside].map((its) => [observableKey(its), its]));
  return { ...newer, beside: [...beside.values()].slice(0, mostBeside) };
}

/** Longest value of a registry key or path, and longest description, characters. */
const [longestValue, longestDescription] = [2000, 200];

function entryOf(row: unknown, now: number): FeedEntry | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const fields = row as Readonly<Record<string, unknown>>;
  const observable = observableIn(fields);
  if (!observable) return undefined;
  const sample = textOf(fields['sample'], longestValue);
  const key = observableKey(observable);
  return {
    observable,
    description: textOf(fields['description'], longestDescription) ?? '',
    beside: besideIn(fields).filter((one) => observableKey(one) !== key),
    ...(sample === undefined ? {} : { sample }),
    stampedAt: stampOf(fields['timestamp'], now),
  };
}

const domainShape =
  /^(?=.{3,253}$)[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?(?:\.[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?)+$/u;

/**
 * The fields that a row may be about, with what XDR calls that. `domain` is known (dossier §9.3); that feeds of registry
 * keys and tasks have one of the others is LIKELY: the dossier says only that they have others.
 */
const about: readonly Readonly<{ fields: readonly string[]; read: (given: string) => Observable | undefined }>[] = [
  { fields: ['domain'], read: hostOf },
  { fields: ['ip', 'address'], read: addressOf },
  { fields: ['url'], read: (value) => (/^https?:\/\/[^\s/]/i.test(value) ? { type: 'url', value } : undefined) },
  {
    fields: ['registry_key', 'registry-key', 'key_name', 'key', 'registry'],
    read: (value) => (value.includes('\\') ? { type: 'registry_key', value } : undefined),
  },
  {
    fields: ['path', 'file_path', 'task_path', 'task_name', 'task', 'name'],
    read: (value) => ({ type: /[\\/]/.test(value) ? 'file_path' : 'file_name', value }),
  },
];

function observableIn(fields: Readonly<Record<string, unknown>>): Observable | undefined {
  for (const { fields: names, read } of about)
    for (const name of names) {
      const given = textOf(fields[name], longestValue, 'whole');
      if (given !== undefined) return read(given);
    }
  return undefined;
}

function hostOf(given: string): Observable | undefined {
  const value = given.replace(/\.$/, '').toLowerCase();
  return addressOf(value) ?? (domainShape.test(value) ? { type: 'domain', value } : undefined);
}

function addressOf(value: string): Observable | undefined {
  if (isIPv4(value)) return { type: 'ip', value };
  return isIPv6(value) && !value.includes('%') ? { type: 'ipv6', value: value.toLowerCase() } : undefined;
}

/** By the length of the hash; what has another is none. */
const hashes = [
  ['sample_sha256', 'sha256', 64],
  ['sample_sha1', 'sha1', 40],
  ['sample_md5', 'md5', 32],
] as const;

function besideIn(fields: Readonly<Record<string, unknown>>): readonly Observable[] {
  const found = hashes.flatMap(([field, type, digits]) => {
    const value = textOf(fields[field], 100)?.toLowerCase();
    return value?.length === digits && /^[0-9a-f]+$/.test(value) ? [{ type, value }] : [];
  });
  const ips = Array.isArray(fields['ips']) ? (fields['ips'] as readonly unknown[]).slice(0, mostBeside) : [];
  const addresses = ips.flatMap((one) => (typeof one === 'string' ? (addressOf(one.trim()) ?? []) : []));
  return [...found, ...addresses].slice(0, mostBeside);
}

/** A text, trimmed, without what a database does not take; undefined when there is none, or (`whole`) when it is too long. */
function textOf(given: unknown, longest: number, whole?: 'whole'): string | undefined {
  if (typeof given !== 'string') return undefined;
  const text = given
    .slice(0, longest * 2)
    .trim()
    .replaceAll('\0', '')
    .toWellFormed();
  if (text === '' || (whole && (text.length > longest || given.length > longest * 2))) return undefined;
  return text.slice(0, longest).toWellFormed();
}

/** A time in the future is none: it would stand before all others for ever. */
function stampOf(given: unknown, now: number): number {
  const at = typeof given === 'string' && given.length < 40 ? Date.parse(given) : Number.NaN;
  return Number.isNaN(at) || at < 0 ? now : Math.min(at, now);
}
