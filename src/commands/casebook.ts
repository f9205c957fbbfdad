import type { Card } from '../cards/card.ts';
import { missingScopeCard } from '../cards/missing-scope-card.ts';
import { usageCard } from '../cards/usage-card.ts';
import { type AddToCasebook, orNotFound } from '../casebooks/add-to-casebook.ts';
import { casebookScopes, longestTitle } from '../casebooks/casebook.ts';
import {
  longTitleCard,
  noLastCard,
  noReferenceCard,
  noRoomCard,
  nothingCollectedCard,
  nothingFoundCard,
} from '../casebooks/casebook-refusals.ts';
import type { DrawMade } from '../casebooks/draw-made.ts';
import type { LinkCasebook } from '../casebooks/link-casebook.ts';
import type { MakeCasebook } from '../casebooks/make-casebook.ts';
import type { RoomCasebook } from '../casebooks/room-casebook.ts';
import type { RoomCasebooks } from '../casebooks/room-casebooks.ts';
import type { ListCasebooks, ShowCasebook } from '../casebooks/show-casebook.ts';
import type { IncidentRef } from '../incidents/incident.ts';
import { noReferenceCard as noIncidentReferenceCard } from '../incidents/incident-refusals.ts';
import type { PrefixOf } from '../incoming.ts';
import type { Candidate } from '../observables/candidates.ts';
import type { Detect } from '../observables/detect.ts';
import type { Observable } from '../observables/observable.ts';
import type { Room } from '../room.ts';
import { type Asked, type Command, scopes } from './command.ts';
import { mostObservables } from './enrich.ts';

/** Makes casebooks of XDR, adds to them, shows, lists and links them. */
export function createCasebook({
  parseRef,
  parseIncident,
  rooms,
  incidentOf,
  observablesOf,
  candidatesIn,
  detect,
  make,
  drawMade,
  add,
  roomCasebook,
  link,
  show,
  list,
  missing,
  prefixOf,
  simulated,
}: Readonly<{
  parseRef: (text: string) => string | undefined;
  parseIncident: (text: string) => IncidentRef | undefined;
  rooms: Pick<RoomCasebooks, 'recent' | 'forget'>;
  /** The incident whose room a channel is. */
  incidentOf: (room: Room) => Promise<string | undefined>;
  /** What was collected in a room. */
  observablesOf: (room: Room) => Promise<readonly Observable[]>;
  candidatesIn: (text: string) => readonly Candidate[];
  detect: Detect;
  make: MakeCasebook;
  drawMade: DrawMade;
  add: AddToCasebook;
  roomCasebook: RoomCasebook;
  link: LinkCasebook;
  show: ShowCasebook;
  list: ListCasebooks;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  prefixOf: PrefixOf;
  simulated: boolean;
}>): Command {
  const forms = [
    { usage: 'casebook new <title> [from room]', does: 'Makes a casebook, empty or with what was collected here.' },
    {
      usage: 'casebook add <id, link or last> <text>',
      does: 'Adds what observables the text holds; “room”: what was collected here.',
    },
    { usage: 'casebook add <text>', does: 'In an incident room: adds to the casebook of the room.' },
    { usage: 'casebook note <id, link or last> <text>', does: 'Keeps the text in it.' },
    { usage: 'casebook link <id, link or last> <incident>', does: 'Links it to an incident.' },
    { usage: 'casebook show <id, link or last>', does: 'Shows it.' },
    { usage: 'casebook list [words]', does: 'Lists the newest.' },
  ] as const;
  const usage = ({ place }: Asked): Card =>
    usageCard({ given: 'casebook', unknown: false, forms, prefix: prefixOf(place.platform), simulated });

  /** The casebook that a word names, or why there is none. */
  const named = async (given: string, { place }: Asked): Promise<Readonly<{ id: string }> | { card: Card }> => {
    if (given.toLowerCase() === 'last') {
      const [last] = await rooms.recent(place, 1);
      return last ? { id: last.id } : { card: noLastCard(simulated) };
    }
    const id = parseRef(given);
    return id ? { id } : { card: noReferenceCard(given, simulated) };
  };

  /** The observables of a text: by the same way as `enrich`. `room`: what was collected here. */
  const observablesIn = async (words: string, { place }: Asked): Promise<readonly Observable[] | Card> => {
    if (isRoom(words)) {
      const collected = await observablesOf(place);
      return collected.length > 0 ? collected.slice(0, mostCollected) : nothingCollectedCard(simulated);
    }
    const candidates = candidatesIn(words).map((candidate) => candidate.value);
    if (candidates.length === 0) return nothingFoundCard(simulated);
    const lacking = await missing([scopes.inspect]);
    if (lacking.length > 0) return missingScopeCard({ verb: 'casebook add', missing: lacking, simulated });
    const found = await detect(candidates.slice(0, mostObservables), { purpose: 'command' });
    return found.length > 0 ? found : nothingFoundCard(simulated);
  };

  const makeOne = async (words: string, asked: Asked): Promise<Card> => {
    const [, typed = '', room] = /^([\s\S]*?)(\s+from\s+room)?$/i.exec(words.trim()) ?? [];
    const title = typed.trim();
    if (title === '' || /^from\s+room$/i.test(title)) return usage(asked);
    if (title.length > longestTitle) return longTitleCard(simulated);
    const observables = room ? await observablesIn('room', asked) : [];
    if ('parts' in observables) return observables;
    return drawMade(await make({ title, observables }, asked), asked);
  };

  const addTo = async (words: string, asked: Asked): Promise<Card> => {
    const [, first = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(words.trim()) ?? [];
    if (first === '') return usage(asked);
    const isNamed = first.toLowerCase() === 'last' || parseRef(first) !== undefined;
    if (isNamed && rest === '') return usage(asked);
    const incident = isNamed ? undefined : await incidentOf(asked.place);
    if (!isNamed && incident === undefined) return noRoomOrReference(first, rest);
    const observables = await observablesIn(isNamed ? rest : words, asked);
    if ('parts' in observables) return observables;
    if (incident !== undefined) return addToRoom(incident, observables, asked);
    const ref = await named(first, asked);
    return 'card' in ref ? ref.card : orNotFound(ref.id, await add(ref.id, { observables }, asked), simulated);
  };
  /** Whoever writes something that could be meant as a name is told what a name is. */
  const noRoomOrReference = (first: string, rest: string): Card =>
    rest !== '' && /casebook|^https:/i.test(first) ? noReferenceCard(first, simulated) : noRoomCard(simulated);

  const addToRoom = async (incident: string, observables: readonly Observable[], asked: Asked): Promise<Card> => {
    // The casebook may have been deleted in XDR since: then there is a new one.
    for (let tries = 0; ; tries++) {
      const found = await roomCasebook(incident, asked);
      if ('card' in found) return found.card;
      const card = await add(found.id, { observables, ...(found.made ? { before: found.made } : {}) }, asked);
      if (card !== 'gone' || tries > 0) return orNotFound(found.id, card, simulated);
    }
  };

  const ofOne =
    (work: (id: string, rest: string, asked: Asked) => Promise<Card>, wants: 'words' | 'nothing') =>
    async (words: string, asked: Asked): Promise<Card> => {
      const [, first = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(words.trim()) ?? [];
      if (first === '' || (wants === 'words') !== (rest !== '')) return usage(asked);
      const ref = await named(first, asked);
      return 'card' in ref ? ref.card : work(ref.id, rest, asked);
    };

  const ways: Readonly<Record<string, Way>> = {
    new: { needs: casebookScopes.write, run: makeOne },
    add: { needs: casebookScopes.write, run: addTo },
    note: {
      needs: casebookScopes.write,
      run: ofOne(
        async (id, note, asked) => orNotFound(id, await add(id, { observables: [], note }, asked), simulated),
        'words',
      ),
    },
    link: {
      needs: casebookScopes.link,
      run: ofOne(async (id, given, asked) => {
        const incident = parseIncident(given);
        return incident ? link(id, incident, asked) : noIncidentReferenceCard(given, simulated);
      }, 'words'),
    },
    show: { needs: casebookScopes.read, run: ofOne((id) => show(id), 'nothing') },
    list: { needs: casebookScopes.read, run: (words) => list(words) },
  };

  return {
    verb: 'casebook',
    usage: 'casebook new|add|note|link|show|list',
    does: 'Collects observables and notes in casebooks of XDR.',
    role: 'analysts',
    scopes: casebookScopes.read,
    beyondVerdicts: true,
    // What is changed is told to everybody who may see it.
    alwaysInRoom: (rest) => /^(?:new|add|note|link)\s/i.test(rest),
    run: async (asked) => {
      const [, word = '', words = ''] = /^(\S*)\s*([\s\S]*)$/.exec(asked.rest) ?? [];
      const way = Object.hasOwn(ways, word.toLowerCase()) ? ways[word.toLowerCase()] : undefined;
      if (!way) return usage(asked);
      const lacking = await missing(way.needs);
      return lacking.length > 0
        ? missingScopeCard({ verb: `casebook ${word.toLowerCase()}`, missing: lacking, simulated })
        : way.run(words, asked);
    },
  };
}

type Way = Readonly<{ needs: readonly string[]; run: (words: string, asked: Asked) => Promise<Card> }>;

/** So many of what was collected are added at once: the first, which weigh most. */
const mostCollected = 1_000;

const isRoom = (words: string): boolean => /^room$/i.test(words.trim());
