import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Audit, AuditEntry } from '../audit/audit-entry.ts';
import { audited, auditedPlace } from '../audit/audited.ts';
import { Failure, type FailureKind } from '../failure.ts';
import type { Incident, IncidentDoor } from '../incidents/incident.ts';
import type { MessageRef } from '../incoming.ts';
import type { Log } from '../log.ts';
import type { HumanOf } from '../permissions/human.ts';
import { roomName } from '../room.ts';
import type { Query } from '../store/database.ts';
import type { StoredMark } from './mark.ts';
import { noteScopes } from './mark-message.ts';
import type { Ended, Marks } from './marks.ts';
import { noteTexts } from './note-text.ts';
import type { TellNote } from './tell-note.ts';

/**
 * Writes a marked message into the worklog of its incident, once: that it is begun is stored before, and what is found
 * begun by somebody else is of unknown outcome. Resolves with what has become of it, when that is told; rejects with a
 * Failure when nothing was done and it is to be tried again.
 */
export type WriteNote = (message: MessageRef) => Promise<string>;

/** It could not even be begun for a day: that is told. */
export type GiveUpNote = (message: MessageRef) => Promise<void>;

/** With these nothing was done, and it may be done a little later. */
const passing: ReadonlySet<FailureKind> = new Set(['rate-limited', 'over-budget', 'unreachable', 'store-unavailable']);

/** With these XDR does not show the incident, however often it is asked. */
const forGood: ReadonlySet<FailureKind> = new Set(['missing-scope', 'bad-request']);

export function createWriteNote(parts: {
  marks: Marks;
  /** The same on the query of a transaction. */
  marksIn: (query: Query) => Pick<Marks, 'begin'>;
  door: Pick<IncidentDoor, 'readIncident' | 'addNote'>;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  audit: Audit;
  humanOf: HumanOf;
  client: string;
  tell: TellNote;
  /** The incident has a new note. */
  incidentChanged: (incident: string) => Promise<void>;
  newReference: () => string;
  log: Log;
  /** For tests: how long to wait (milliseconds) before what became of a note is stored again. */
  storeAgain?: readonly number[];
}): Readonly<{ write: WriteNote; giveUp: GiveUpNote }> {
  const { marks, door, log } = parts;
  const storeAgain = parts.storeAgain ?? [500, 2_000, 5_000, 10_000];
  /** This process. */
  const writer = randomUUID();
  /** What became of notes of this process, as long as it is not stored. */
  const known = new Map<string, Ended>();
  const underWay = new Map<string, Promise<string>>();

  const entryOf = (mark: StoredMark, outcome: string, reference?: string): AuditEntry => {
    const { place, id } = mark.message;
    return {
      event: 'incident.noted',
      by: audited(
        { platform: place.platform, workspace: place.workspace, standing: 'member', groups: [], ...mark.by },
        parts.humanOf,
      ),
      place: auditedPlace(place),
      client: parts.client,
      outcome,
      ...(reference ? { reference } : {}),
      details: { incident: mark.incident, characters: mark.text.length, message: id, how: mark.how },
    };
  };
  /** What was done is done, whether or not it can be written down. */
  const note = (mark: StoredMark, outcome: string, reference?: string): Promise<void> =>
    parts.audit
      .note(entryOf(mark, outcome, reference))
      .catch((error: unknown) =>
        log.warn({ outcome, error: error instanceof Error ? error.message : 'unknown' }, 'not audited'),
      );

  /** What became of it must not be lost because the store is away for a moment. */
  const keep = async (mark: StoredMark, ended: Ended, incident?: Incident): Promise<string> => {
    const name = nameOf(mark.message);
    known.set(name, ended);
    let stored: StoredMark | undefined;
    for (const pause of [...storeAgain, undefined]) {
      try {
        stored = await marks.end(mark.message, mark.writer, ended);
        known.delete(name);
        break;
      } catch (error) {
        if (pause === undefined) throw error;
        await wait(pause);
      }
    }
    if (!stored) return 'already';
    if (stored.note === 'done') await parts.incidentChanged(stored.incident).catch(() => {}); // its card comes later
    return parts.tell(stored, { incident, maybeTold: false });
  };

  const end = async (mark: StoredMark, ended: Ended, reference: string, incident?: Incident): Promise<string> => {
    await note(mark, ended.note === 'failed' ? `failed: ${ended.why}` : ended.note, reference);
    return keep(mark, ended, incident);
  };

  /** Part after part; each is asked for once. */
  const writeParts = async (mark: StoredMark, incident: Incident): Promise<string> => {
    const keys = [...mark.keys];
    const contents = noteTexts(mark);
    const reference = parts.newReference();
    const facts = { reference, incident: mark.incident, part: keys.length + 1, of: contents.length };
    for (const [at, content] of contents.entries()) {
      if (at < mark.keys.length) continue; // an earlier try has written it
      const key = keyOf(mark.message, at + 1);
      try {
        const written = await door.addNote(incident, { content, author: authorOf(mark), key });
        if (written.outcome === 'unknown') {
          log.warn({ ...facts, kind: written.failure.kind, error: written.failure.message }, 'note of unknown outcome');
          return await end(
            mark,
            { note: 'unknown', keys, why: `XDR's answer was lost. Reference ${reference}.` },
            reference,
          );
        }
        keys.push(key);
      } catch (error) {
        const failure = error instanceof Failure ? error : undefined;
        if (!failure) throw error;
        log.warn({ ...facts, kind: failure.kind, error: failure.message }, 'note not written');
        if (keys.length === mark.keys.length && passing.has(failure.kind)) {
          await note(mark, `failed: ${failure.kind}`, reference);
          await marks.end(mark.message, mark.writer, { note: 'waiting', keys });
          throw failure;
        }
        return await end(mark, { note: 'failed', keys, why: `${whyNot(failure)} Reference ${reference}.` }, reference);
      }
    }
    return end(mark, { note: 'done', keys }, reference, incident);
  };

  const attempt = async (message: MessageRef): Promise<string> => {
    const mark = await marks.read(message);
    if (!mark) return 'forgotten';
    const its = known.get(nameOf(message));
    if (its) return keep(mark, its);
    if (mark.note === 'writing')
      // Who began it has died, or is taken for dead. Whether the request left, nobody knows.
      return end(mark, { note: 'unknown', keys: mark.keys, why: interrupted }, parts.newReference());
    if (mark.note !== 'waiting') return mark.told ? mark.note : parts.tell(mark, { maybeTold: true });

    const fail = (why: string) => end(mark, { note: 'failed', keys: mark.keys, why }, parts.newReference());
    const lacking = await parts.missing(noteScopes);
    if (lacking.length > 0) return fail(`The API client of XDR lacks the scope ${lacking.join(', ')}.`);
    const incident = await door
      .readIncident({ id: mark.incident }, { purpose: 'command' })
      .catch((failure: unknown) => {
        if (failure instanceof Failure && forGood.has(failure.kind)) return failure;
        throw failure; // it was only asked for, and may be asked for again
      });
    if (incident instanceof Failure) return fail('XDR did not let the API client read the incident.');
    if (!incident) return fail('XDR knows no such incident.');
    const begun = await parts.audit.record(async (query, append) => {
      const taken = await parts.marksIn(query).begin(message, writer);
      if (taken) append(entryOf(taken, 'asked'));
      return taken;
    });
    return begun ? writeParts(begun, incident) : 'already';
  };

  return {
    write: (message) => {
      const name = nameOf(message);
      const running = underWay.get(name) ?? attempt(message).finally(() => underWay.delete(name));
      underWay.set(name, running);
      return running;
    },
    giveUp: async (message) => {
      const mark = await marks.read(message);
      if (mark?.note !== 'waiting') return;
      const why = 'XDR could not be asked for a day.';
      await end(mark, { note: 'failed', keys: mark.keys, why }, parts.newReference());
    },
  };
}

const nameOf = ({ place, id }: MessageRef): string => `${roomName(place)}/${id}`;

/** The same for a part of a message, however often it is tried: a note that stands twice is found by it. */
const keyOf = (message: MessageRef, part: number): string => `xdr-chatops:note:${nameOf(message)}:${part}`;

const authorOf = ({ message, author }: StoredMark): string => {
  const id = `${message.place.platform}:${author.id}`;
  return (author.name ? `${author.name} (${id})` : id).slice(0, 200);
};

const interrupted = 'The bot was interrupted while it wrote the note.';

/** Why XDR does not have it, for people. */
function whyNot({ kind }: Failure): string {
  switch (kind) {
    case 'unauthorized':
    case 'missing-scope':
      return 'XDR did not let the API client write notes.';
    case 'bad-request':
      return 'XDR did not take the text as a note.';
    case 'not-found':
      return 'XDR does not know the incident any more.';
    default:
      return 'XDR could not take it just now.';
  }
}
