import type { StoredEntry } from '../audit/stored-entry.ts';
import type { Card } from '../cards/card.ts';
import { missingScopeCard } from '../cards/missing-scope-card.ts';
import { type Observable, observableKey } from '../observables/observable.ts';
import type { Room } from '../room.ts';
import type { LookUp } from '../verdicts/look-up.ts';
import type { Recall } from '../verdicts/recall.ts';
import { worstFirst } from '../verdicts/verdict.ts';
import { type Collected, type CollectedIn, type LookedAt, latestOf } from './collected.ts';
import { emptyRoomCard } from './empty-room-card.ts';
import type { HappeningsIn, MarksOf, Somebody } from './happening.ts';
import { observablesCard, rowsInCard } from './observables-card.ts';
import type { ActionCounts } from './room-actions.ts';
import type { PermalinkOf } from './room-spans.ts';
import { type RoomIncident, summaryCard } from './summary-card.ts';
import { mostInTimeline, timelineCard } from './timeline-card.ts';

export type AskRoomParts = Readonly<{
  collected: CollectedIn;
  happenings: HappeningsIn;
  marksOf: MarksOf;
  entries: (room: Room, most: number) => Promise<readonly StoredEntry[]>;
  actionsIn: (room: Room, entries: readonly StoredEntry[]) => Promise<ActionCounts>;
  incidentOf: (room: Room) => Promise<RoomIncident | undefined>;
  recall: Recall;
  lookUp: LookUp;
  /** The scopes for asking sources that the API client lacks. */
  lacking: () => Promise<readonly string[]>;
  keepListing: (observables: readonly Observable[]) => Promise<string>;
  watched: (room: Room) => Promise<boolean>;
  permalinkOf: PermalinkOf;
  named: (room: Room, id: string) => Somebody;
  simulated: boolean;
}>;

/** So many observables are looked up by one command, the worst first: 25 calls, and as many rows as "Show all" has. */
const mostLookedUp = 500;
/** So many things are read for a summary: its people, its actions, its first and last. */
const mostSummarised = 1000;
const mostWorst = 20;
const mostPeople = 50;

/** What can be asked of a room beside its incident. `prefix`: what stands before a verb there. Each rejects with a Failure. */
export type AskRoom = Readonly<{
  /** `now`: sources are asked; else what is known. */
  observables: (room: Room, now: boolean, prefix: string) => Promise<Card>;
  timeline: (room: Room, prefix: string) => Promise<Card>;
  summary: (room: Room, prefix: string) => Promise<Card>;
  nothing: (room: Room, prefix: string) => Promise<Card>;
}>;

export function createAskRoom(parts: AskRoomParts): AskRoom {
  const { collected, happenings, marksOf, entries, permalinkOf, simulated } = parts;
  const nothing = async (room: Room, prefix: string) =>
    emptyRoomCard({ watched: await parts.watched(room), prefix, simulated });

  return {
    nothing,
    observables: async (room, now, prefix) => {
      const lacking = now ? await parts.lacking() : [];
      if (lacking.length > 0) return missingScopeCard({ verb: 'room observables now', missing: lacking, simulated });
      const [found, counts] = await Promise.all([collected.observables(room, mostLookedUp), collected.counts(room)]);
      if (found.length === 0) return nothing(room, prefix);
      const observables = worst(await (now ? lookedUp(found, parts.lookUp) : recalled(found, parts.recall)));
      const listing =
        found.length > rowsInCard
          ? await parts.keepListing(observables.map(({ observable }) => observable))
          : undefined;
      return observablesCard({
        room,
        observables,
        counts,
        ...(now ? { lookedUp: found.length } : {}),
        ...(listing === undefined ? {} : { listing }),
        named: (id) => parts.named(room, id),
        permalinkOf,
        prefix,
        simulated,
      });
    },
    timeline: async (room, prefix) => {
      const all = await happenings(room, mostInTimeline + 1);
      if (all.length === 0) return nothing(room, prefix);
      return timelineCard({ room, happenings: all, permalinkOf, prefix, simulated });
    },
    summary: async (room, prefix) => {
      const [counts, found, people, all, done, marks, incident] = await Promise.all([
        collected.counts(room),
        collected.observables(room, mostWorst),
        collected.people(room, mostPeople),
        happenings(room, mostSummarised),
        entries(room, mostSummarised),
        marksOf(room, mostSummarised),
        parts.incidentOf(room),
      ]);
      if (found.length === 0 && all.length === 0 && !incident) return nothing(room, prefix);
      const somebodies = [...people.map(({ id }) => parts.named(room, id)), ...all.flatMap(({ by }) => by ?? [])];
      const times = [counts.firstAt, counts.lastAt, all[0]?.at, all.at(-1)?.at].filter((at) => at !== undefined);
      return summaryCard({
        ...(incident ? { incident } : {}),
        counts,
        worst: worst(await recalled(found, parts.recall)),
        people: [...new Map(somebodies.map((one) => [`${one.platform}:${one.id}`, one])).values()],
        actions: await parts.actionsIn(room, done),
        marks: marks.length,
        ...(times.length > 0 ? { span: { from: Math.min(...times), until: Math.max(...times) } } : {}),
        prefix,
        simulated,
      });
    },
  };
}

const worst = (observables: readonly LookedAt[]): readonly LookedAt[] =>
  observables.toSorted((one, other) => worstFirst.indexOf(latestOf(one)) - worstFirst.indexOf(latestOf(other)));

/** With what is known just now, without a call. */
export async function recalled(found: readonly Collected[], recall: Recall): Promise<readonly LookedAt[]> {
  const known = await recall(found.map(({ observable }) => observable));
  return found.map((one) => {
    const its = known.get(observableKey(one.observable));
    // What was mentioned after XDR was asked was looked at later.
    return its && its.askedAt >= one.lastAt ? { ...one, now: { disposition: its.headline, at: its.askedAt } } : one;
  });
}

async function lookedUp(found: readonly Collected[], lookUp: LookUp): Promise<readonly LookedAt[]> {
  const findings = await lookUp(
    found.map(({ observable }) => observable),
    { purpose: 'command' },
  );
  return found.map((one, at) => {
    const { headline, askedAt } = findings[at]!;
    return { ...one, now: { disposition: headline, at: askedAt } };
  });
}
