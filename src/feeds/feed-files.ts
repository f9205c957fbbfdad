import { setImmediate as othersTurn } from 'node:timers/promises';
import { type CardFile, largestFile } from '../cards/file.ts';
import { defang } from '../observables/defang.ts';
import { byteOrderMark, csvLine } from '../rooms/csv.ts';
import { identity, marking } from '../rooms/stix-bundle.ts';
import { ownId } from '../rooms/stix-id.ts';
import { amber, type StixObject, stixObservable } from '../rooms/stix-observable.ts';
import type { FeedEntry } from './feed.ts';
import { type FeedName, feedFacts } from './feed-names.ts';

/** A file with so many of the entries in it, the newest; fewer than all where it would have been too large. */
export type FeedFile = Readonly<{ file: CardFile; entries: number }>;

const timeText = (ms: number): string => new Date(ms).toISOString();
const ofType = ({ beside }: FeedEntry, ...types: readonly string[]): string =>
  beside
    .filter(({ type }) => types.includes(type))
    .map(({ value }) => value)
    .join('; ');

const csvHead =
  byteOrderMark +
  csvLine([
    'observable',
    'defanged',
    'type',
    'description',
    'addresses',
    'sample_sha256',
    'sample_sha1',
    'sample_md5',
    'sample',
    'timestamp',
  ]);

const csvOf = (entry: FeedEntry): string =>
  csvLine([
    entry.observable.value,
    defang(entry.observable),
    entry.observable.type,
    entry.description,
    ofType(entry, 'ip', 'ipv6'),
    ofType(entry, 'sha256'),
    ofType(entry, 'sha1'),
    ofType(entry, 'md5'),
    entry.sample ?? '',
    timeText(entry.stampedAt),
  ]);

/** The observable as an object and an indicator; nothing where STIX has no object for it. */
function stixOf(feed: FeedName, entry: FeedEntry): readonly StixObject[] {
  const { observable, description, stampedAt } = entry;
  const known = stixObservable(observable);
  if (!known) return [];
  const sha256 = ofType(entry, 'sha256');
  const at = timeText(stampedAt);
  return [
    ...known.objects,
    {
      type: 'indicator',
      spec_version: '2.1',
      id: ownId('indicator', 'feed', feed, known.pattern, at),
      created_by_ref: identity.id,
      created: at,
      modified: at,
      object_marking_refs: [amber],
      name: defang(observable).slice(0, 250),
      description: [
        `Threat Grid, feed ${feed}`,
        ...(description ? [description] : []),
        ...(sha256 ? [`sample ${sha256}`] : []),
      ].join('; '),
      // What nobody would block (a service that tells addresses) is a hint, and no harm by itself.
      indicator_types: [feedFacts[feed].uses.includes('prevent') ? 'malicious-activity' : 'anomalous-activity'],
      pattern: known.pattern,
      pattern_type: 'stix',
      pattern_version: '2.1',
      valid_from: at,
    },
  ];
}

/** So many entries are written before others of this process have their turn. */
const entriesAtOnce = 500;

/** Writes entry by entry until nothing more fits. */
async function write(
  entries: readonly FeedEntry[],
  { head, tail, pieceOf }: Readonly<{ head: string; tail: string; pieceOf: (entry: FeedEntry) => string }>,
): Promise<Readonly<{ bytes: Buffer; entries: number }>> {
  const pieces = [Buffer.from(head, 'utf8')];
  let size = Buffer.byteLength(head) + Buffer.byteLength(tail);
  let written = 0;
  for (const entry of entries) {
    const piece = Buffer.from(pieceOf(entry), 'utf8');
    if (size + piece.length > largestFile) break;
    pieces.push(piece);
    size += piece.length;
    written += 1;
    if (written % entriesAtOnce === 0) await othersTurn();
  }
  return { bytes: Buffer.concat([...pieces, Buffer.from(tail, 'utf8')]), entries: written };
}

/** What is new in a feed as a table and as a STIX 2.1 bundle; the same for the same entries and time. */
export async function feedFiles(
  feed: FeedName,
  entries: readonly FeedEntry[],
  at: number,
): Promise<Readonly<{ csv: FeedFile; stix: FeedFile }>> {
  const name = `feed-${feed}-${timeText(at).slice(0, 16).replace(':', '')}Z`;
  const csv = await write(entries, { head: csvHead, tail: '', pieceOf: csvOf });
  const seen = new Set<string>();
  const stix = await write(entries, {
    head: `{"type":"bundle","id":${JSON.stringify(ownId('bundle', 'feed', feed, timeText(at)))},"objects":[${JSON.stringify(marking)},\n${JSON.stringify(identity)}`,
    tail: ']}\n',
    pieceOf: (entry) => {
      const fresh = stixOf(feed, entry).filter(({ id }) => !seen.has(id));
      for (const { id } of fresh) seen.add(id);
      return fresh.map((object) => `,\n${JSON.stringify(object)}`).join('');
    },
  });
  const file = (end: string, mediaType: string, bytes: Buffer): CardFile => ({
    part: 'file',
    name: `${name}-${end}`,
    mediaType,
    bytes,
  });
  return {
    csv: { file: file('news.csv', 'text/csv', csv.bytes), entries: csv.entries },
    stix: {
      file: file('stix-2.1.json', 'application/stix+json;version=2.1', stix.bytes),
      entries: stix.entries,
    },
  };
}
