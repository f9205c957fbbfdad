import { type Acting, createActing } from './acting.ts';
import { createAnswer, newReference } from './answer.ts';
import { createAsking } from './asking.ts';
import { joinCard } from './cards/join-card.ts';
import { createCasebooking } from './casebooking.ts';
import { createCollecting } from './collecting.ts';
import type { Command } from './commands/command.ts';
import { createHelp } from './commands/help.ts';
import { createPace } from './commands/pace.ts';
import { createRoom } from './commands/room.ts';
import { createStatus } from './commands/status.ts';
import type { Core, CoreParts } from './core-parts.ts';
import { createFiling } from './filing.ts';
import type { IncomingJoin } from './incoming.ts';
import { createInvestigating } from './investigating.ts';
import { createWatchSettings } from './messages/watch-settings.ts';
import { createNoting } from './noting.ts';
import { prefixOf } from './prefix.ts';
import { createPushing } from './pushing.ts';
import { createReading } from './reading.ts';
import { createRecollection } from './recollecting.ts';
import { createRooming, type Rooming } from './rooming.ts';
import { createSources, type Sources } from './sources.ts';
import { createTracking } from './tracking.ts';
import { createWatching } from './watching.ts';

/** Wires the features into one bot: values in, values out, functions handed in. */
export function createCore(parts: CoreParts): Core {
  const { xdr, memory, outbox, query, audit, people, humanOf, personNow, readPress, watch, simulated, log, now } =
    parts;
  const missing = (needed: readonly string[]) => xdr.missing(needed);
  const reading = createReading({
    xdr,
    now,
    simulated,
    prefixOf,
    trustedHosts: parts.trustedHosts,
    keepListing: memory.listings.keep,
    respondOffered: () => acting.offered(),
    tracks: true,
    ...createRecollection(parts),
    circlesOf: parts.audience.circlesOf,
    incidents: parts.investigating.door,
    casebookOffered: () => casebooking.offered(),
    startBulk: (wish) => sources.bulking.start(wish),
    watchModules: watch.modules,
    ...parts.reading,
  });
  const everywhere = { query, audit, people, humanOf, personNow, outbox, prefixOf, newReference, simulated, log, now };
  const sources: Sources = createSources({
    ...parts,
    ...everywhere,
    reading,
    missing,
    offer: (wish) => acting.offer(wish),
    choose: (...pressed) => acting.choose(...pressed),
    onRefused: (...told) => acting.onRefused(...told),
    readFile: (...given) => filing.readFile(...given),
  });
  const acting: Acting = createActing({
    ...parts.acting,
    ...everywhere,
    performers: sources.performers,
    trustedHosts: parts.trustedHosts,
    oneObservable: reading.oneObservable,
    enqueue: parts.enqueue,
  });
  const { watchMode, setWatchMode, forget } = createWatchSettings({
    stored: memory.channels,
    standard: watch.mode,
    isRoom: async (room) => (await rooming.roomOf(room)) !== undefined,
  });
  const rooming: Rooming = createRooming({
    ...everywhere,
    door: parts.investigating.door,
    placeNow: parts.placeNow,
    openChannel: parts.openChannel,
    draw: (incident) => investigating.draw(incident),
    namesOf: (ids) => investigating.namesOf(ids),
    chatPersonOf: (xdrUser, place) => investigating.chatPersonOf(xdrUser, place),
    watchMode,
    forgetWatchMode: forget,
    claim: memory.claim,
    enqueue: parts.enqueue,
  });
  const investigating = createInvestigating({
    ...parts.investigating,
    ...everywhere,
    rooms: rooming.incidents,
    missing,
    trustedHosts: parts.trustedHosts,
    claim: memory.claim,
    keepListing: memory.listings.keep,
  });
  const tracking = createTracking({ ...everywhere, ...reading, enqueue: parts.enqueue });
  const collecting = createCollecting({
    ...everywhere,
    reading,
    roomOf: rooming.roomOf,
    readIncident: parts.investigating.door.readIncident,
    missing,
    keepListing: memory.listings.keep,
    isWatched: async (place) => (await watchMode(place)) !== 'off',
    permalinkOf: parts.permalinkOf,
  });
  const pushing = createPushing({
    ...parts.pushing,
    ...everywhere,
    door: parts.investigating.door,
    draw: investigating.draw,
    incidentChanged: rooming.incidentChanged,
    outsidersNow: async (place) => (await parts.placeNow(place)).outsiders,
    missing,
    enqueue: parts.enqueue,
  });
  const noting = createNoting({
    ...parts.investigating,
    ...everywhere,
    ...rooming,
    placeNow: parts.placeNow,
    missing,
    trustedHosts: parts.trustedHosts,
    enqueue: parts.enqueue,
  });
  const { candidatesIn, detect } = reading;
  const casebooking = createCasebooking({
    ...parts.casebooking,
    ...everywhere,
    missing,
    trustedHosts: parts.trustedHosts,
    roomOf: rooming.roomOf,
    observablesOf: collecting.observablesOf,
    candidatesIn,
    detect,
    claim: memory.claim,
    listings: memory.listings,
  });
  const filing = createFiling({
    ...everywhere,
    reading,
    watchMode,
    openFile: parts.openFile,
    placeNow: parts.placeNow,
    startBulk: (wish) => sources.bulking.start(wish),
    offerSubmission: sources.offerSubmission,
    standard: watch.files,
  });
  const watching = createWatching({
    ...parts,
    reading,
    filing,
    watchMode,
    setWatchMode,
    prefixOf,
  });

  const commands: Command[] = [
    ...filing.takingFiles(reading.commands),
    ...acting.commands,
    ...filing.takingFiles(sources.commands),
    ...investigating.commands,
    ...tracking.commands,
    ...casebooking.commands,
    createRoom({ ways: { ...rooming.ways, ...collecting.ways }, prefixOf, simulated }),
    ...pushing.commands,
    ...watching.commands,
    ...filing.commands,
    ...parts.acting.commands,
    createStatus({
      statusOf: async (place, present) => ({
        ...(await parts.statusFacts()),
        threatGrid: parts.threatGrid.state(),
        here: await filing.here(place, present),
      }),
      simulated,
    }),
    createHelp({ verbs: () => commands, missing, prefixOf, simulated }),
  ];

  const answer = createAnswer(
    {
      watchMessage: noting.heard(watching.watchMessage),
      withdrawMessage: noting.withdrawn(watching.withdrawMessage),
      markMessage: noting.markMessage,
      showLink: noting.showLink,
      ...createAsking({
        reading,
        commands,
        listings: memory.listings,
        people,
        takeTurn: createPace({ now }),
        missing,
        readPress,
        presses: {
          ...acting.presses,
          ...sources.presses,
          ...investigating.presses,
          ...tracking.presses,
          ...casebooking.presses,
        },
        onRefused: acting.onRefused,
        personNow,
        prefixOf,
        simulated,
      }),
      greet: async ({ place }: IncomingJoin) => ({
        kind: 'card',
        audience: 'room',
        card: joinCard({
          watch: await watchMode(place),
          urls: watch.urls,
          email: watch.email,
          ...(await filing.readIn(place)),
          region: parts.region,
          prefix: prefixOf(place.platform),
          direct: place.kind === 'direct',
          simulated,
        }),
      }),
      noteGap: async ({ kind: _, ...gap }) => {
        await watching.care.noteGap(gap);
        return { kind: 'silence', reason: 'done' };
      },
      roomChanged: async (change) => {
        await rooming.roomChanged(change);
        return { kind: 'silence', reason: 'done' };
      },
      claim: memory.claim,
    },
    { log, simulated },
  );

  return {
    answer,
    watching,
    acting,
    tracking,
    pushing,
    noting,
    rooming,
    sources,
    cares: [watching.care, ...acting.cares, tracking.care, pushing.reconcile, rooming.care, ...sources.cares],
  };
}
