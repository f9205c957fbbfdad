import { setImmediate as othersTurn } from 'node:timers/promises';
import type { Card } from '../cards/card.ts';
import type { CardFile } from '../cards/file.ts';
import type { Room } from '../room.ts';
import { type CollectedCounts, type CollectedIn, type LookedAt, latestOf } from './collected.ts';
import { ctimBundle } from './ctim-bundle.ts';
import { type ExportForm, exportCard } from './export-card.ts';
import type { HappeningsIn, MarksOf, Somebody } from './happening.ts';
import { observablesCsv, timelineCsv } from './room-csv.ts';
import { messageLink, type PermalinkOf } from './room-spans.ts';
import { stixBundle } from './stix-bundle.ts';
import type { RoomIncident } from './summary-card.ts';

/** A file holds so many observables, or events, at most: some megabytes, made in a second. */
export const mostExported = 10_000;
/** Marked messages in one file. */
const mostMarks = 1000;

export type ExportRoomParts = Readonly<{
  collected: Pick<CollectedIn, 'observables' | 'counts'>;
  /** With what is known of them now, without a call. */
  recalled: (observables: Awaited<ReturnType<CollectedIn['observables']>>) => Promise<readonly LookedAt[]>;
  happenings: HappeningsIn;
  marksOf: MarksOf;
  incidentOf: (room: Room) => Promise<RoomIncident | undefined>;
  permalinkOf: PermalinkOf;
  named: (room: Room, id: string) => Somebody;
  simulated: boolean;
  now: () => number;
}>;

/** A room as a file in a card; undefined when there is nothing to write. Rejects with a Failure. */
export type ExportRoom = (room: Room, form: ExportForm) => Promise<Card | undefined>;

export function createExportRoom(parts: ExportRoomParts): ExportRoom {
  const { collected, recalled, happenings, marksOf, incidentOf, permalinkOf, simulated, now } = parts;

  const exportTimeline = async (room: Room): Promise<Card | undefined> => {
    const all = await happenings(room, mostExported + 1);
    const rows = all.slice(-mostExported);
    if (rows.length === 0) return undefined;
    const file = await fileOf('timeline', now(), timelineCsv(rows, { linkTo: linksIn(room) }));
    return exportCard({
      form: 'timeline',
      file,
      rows: rows.length,
      all: all.length,
      by: {},
      remarks: [csvRemark],
      simulated,
    });
  };
  const linksIn = (room: Room) => (message: LookedAt['first']) => messageLink(message, room, permalinkOf)?.url ?? '';

  const exportObservables = async (room: Room, form: Exclude<ExportForm, 'timeline'>): Promise<Card | undefined> => {
    const [found, counts, marks] = await Promise.all([
      collected.observables(room, mostExported),
      collected.counts(room),
      form === 'stix' ? marksOf(room, mostMarks) : [],
    ]);
    if (found.length === 0 && marks.length === 0) return undefined;
    const observables = await recalled(found);
    const named = (id: string) => parts.named(room, id);
    const of = form === 'csv' ? undefined : await incidentOf(room);
    const pieces = {
      csv: () => observablesCsv(observables, { named, linkTo: linksIn(room) }),
      stix: () =>
        stixBundle({ room, observables, marks, named, now: now(), ...(of ? { incident: of.link.incident } : {}) }),
      json: () =>
        ctimBundle({ room, observables, ...(of?.incident?.address ? { incident: of.incident.address } : {}) }),
    };
    return exportCard({
      form,
      file: await fileOf(form, now(), pieces[form]()),
      rows: observables.length,
      all: Math.max(counts.observables, observables.length),
      by: byLatest(observables),
      remarks: remarksOf(form, of),
      simulated,
    });
  };

  return (room, form) => (form === 'timeline' ? exportTimeline(room) : exportObservables(room, form));
}

const csvRemark = 'Cells that a spreadsheet could take for a formula begin with an apostrophe.';

function remarksOf(form: ExportForm, of: RoomIncident | undefined): readonly string[] {
  if (form === 'csv') return [csvRemark];
  if (form === 'json' && of && !of.incident?.address)
    return ['The incident could not be read in XDR, so the bundle does not name it.'];
  return [];
}

function byLatest(observables: readonly LookedAt[]): CollectedCounts['by'] {
  const by: { -readonly [Each in keyof CollectedCounts['by']]: CollectedCounts['by'][Each] } = {};
  for (const one of observables) by[latestOf(one)] = (by[latestOf(one)] ?? 0) + 1;
  return by;
}

const names: Readonly<Record<ExportForm, Readonly<{ end: string; mediaType: string }>>> = {
  csv: { end: 'observables.csv', mediaType: 'text/csv' },
  timeline: { end: 'timeline.csv', mediaType: 'text/csv' },
  stix: { end: 'stix-2.1.json', mediaType: 'application/stix+json;version=2.1' },
  json: { end: 'ctim.json', mediaType: 'application/json' },
};

/** So many pieces are made before others of this process have their turn. */
const piecesAtOnce = 500;

/** Piece by piece, so that beside the bytes only one object is there at a time. `room-2026-11-30T0715Z-observables.csv`. */
async function fileOf(form: ExportForm, now: number, pieces: Iterable<string>): Promise<CardFile> {
  const bytes: Buffer[] = [];
  for (const piece of pieces) {
    bytes.push(Buffer.from(piece, 'utf8'));
    if (bytes.length % piecesAtOnce === 0) await othersTurn();
  }
  const at = new Date(now).toISOString().slice(0, 16).replace(':', '');
  return {
    part: 'file',
    name: `room-${at}Z-${names[form].end}`,
    mediaType: names[form].mediaType,
    bytes: Buffer.concat(bytes),
  };
}
