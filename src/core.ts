import { createActing } from './acting.ts';
import { createAnswer, newReference } from './answer.ts';
import { createAsking } from './asking.ts';
import { joinCard } from './cards/join-card.ts';
import type { StatusFacts } from './cards/status-facts.ts';
import { createCatchUp } from './commands/catch-up.ts';
import type { Command } from './commands/command.ts';
import { createHelp } from './commands/help.ts';
import { createPace } from './commands/pace.ts';
import { createRoom } from './commands/room.ts';
import { createStatus } from './commands/status.ts';
import { createWatch } from './commands/watch.ts';
import type { Core, CoreParts } from './core-parts.ts';
import { createInTurn } from './in-turn.ts';
import type { IncomingJoin, Place } from './incoming.ts';
import { createRoomCare } from './interruptions/look-after-rooms.ts';
import { createAnnounce, createGiveUp, createTellRoom } from './interruptions/tell-room.ts';
import { createInvestigating } from './investigating.ts';
import { createAnnotate } from './messages/annotate.ts';
import { type AnnotateJob, messageName } from './messages/annotate-job.ts';
import { createWatchMessage } from './messages/watch-message.ts';
import { createWatchSettings } from './messages/watch-settings.ts';
import { createWithdraw, createWithdrawMessage } from './messages/withdraw.ts';
import { createIgnored } from './observables/ignored.ts';
import { whatLeaves } from './observables/what-leaves.ts';
import { prefixOf } from './prefix.ts';
import { createReading } from './reading.ts';
import { createRooming, type Rooming } from './rooming.ts';

/** Wires the features into one bot: values in, values out, functions handed in. */
export function createCore(parts: CoreParts): Core {
  const { xdr, memory, outbox, query, audit, people, humanOf, personNow, readPress, watch, simulated, log, now } =
    parts;
  const { annotations } = memory;
  const missing = (needed: readonly string[]) => xdr.missing(needed);
  const reading = createReading({
    xdr,
    now,
    simulated,
    prefixOf,
    trustedHosts: parts.trustedHosts,
    keepListing: memory.listings.keep,
    respondOffered: () => acting.offered(),
    ...parts.reading,
  });
  const everywhere = { query, audit, people, humanOf, personNow, outbox, prefixOf, newReference, simulated, log, now };
  const acting = createActing({
    ...parts.acting,
    ...everywhere,
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
    watchMode,
    forgetWatchMode: forget,
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
  const { candidatesIn, detect, lookUp, showVerdicts } = reading;
  // In a demonstration the documentation ranges play the villains; nothing is sent anywhere.
  const ignored = createIgnored({ ignore: watch.ignore, documentation: !simulated });
  const inTurn = createInTurn();

  const enqueueAnnotate = (id: string, job: AnnotateJob, wait?: number) => parts.enqueue('annotate', id, job, wait);
  const annotate = createAnnotate({
    annotations,
    detect,
    lookUp,
    showVerdicts,
    isIgnored: (observable) => ignored(observable) !== undefined,
    watchMode,
    outbox,
    enqueue: enqueueAnnotate,
    signs: watch.reactions,
    modules: watch.modules,
    now,
  });
  const withdraw = createWithdraw({ annotations, outbox, enqueue: enqueueAnnotate, now });
  const watchMessage = createWatchMessage({
    candidatesIn,
    whatLeaves: (found) => whatLeaves(found, { urls: watch.urls, email: watch.email }),
    isIgnored: (candidate) => ignored(candidate) !== undefined,
    watchMode,
    isAnnotated: async (message) => (await annotations.read(message)) !== undefined,
    enqueue: enqueueAnnotate,
    now,
  });
  const { interruptions } = memory;
  const announce = createAnnounce((id, job, wait) => parts.enqueue('tell', id, job, wait));
  const giveUp = createGiveUp({ givenUp: interruptions.givenUp, announce, now });

  const commands: Command[] = [
    ...reading.commands,
    ...acting.commands,
    ...investigating.commands,
    createRoom({ ways: rooming.ways, prefixOf, simulated }),
    createWatch({ setWatchMode, prefixOf, simulated }),
    createCatchUp({
      missed: interruptions.missed,
      markCaughtUp: interruptions.markCaughtUp,
      history: parts.history,
      watch: async (message, occasion) => {
        const reply = await watchMessage(message, occasion);
        return reply.kind === 'silence' && reply.reason === 'stored';
      },
      simulated,
    }),
    ...parts.acting.commands,
    createStatus({
      statusOf: async (place, present) => ({ ...(await parts.statusFacts()), here: await here(place, present) }),
      simulated,
    }),
    createHelp({ verbs: () => commands, missing, prefixOf, simulated }),
  ];
  const here = async (place: Place, present: boolean | undefined): Promise<StatusFacts['here']> =>
    place.kind === 'channel' ? { watch: await watchMode(place), ...(present === undefined ? {} : { present }) } : {};

  const roomCare = createRoomCare({
    interruptions,
    longWaiting: parts.longWaiting,
    whyWaiting: parts.whyWaiting,
    beat: memory.beat,
    hearing: parts.hearing,
    announce,
    log,
    now,
  });

  const answer = createAnswer(
    {
      watchMessage,
      withdrawMessage: createWithdrawMessage({ annotations, enqueue: (id, job) => parts.enqueue('withdraw', id, job) }),
      ...createAsking({
        reading,
        commands,
        listings: memory.listings,
        people,
        takeTurn: createPace({ now }),
        missing,
        readPress,
        presses: { ...acting.presses, ...investigating.presses },
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
          region: parts.region,
          prefix: prefixOf(place.platform),
          direct: place.kind === 'direct',
          simulated,
        }),
      }),
      noteGap: async ({ kind: _, ...gap }) => {
        await roomCare.noteGap(gap);
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
    annotate: (job, signal) => inTurn(messageName(job.message), () => annotate(job, signal)),
    withdraw: (job) => inTurn(messageName(job.message), () => withdraw(job)),
    tell: createTellRoom({
      interruptions,
      isWatched: async (place) => (await watchMode(place)) !== 'off',
      outbox,
      prefixOf,
      simulated,
    }),
    giveUp: ({ message, receivedAt }) => giveUp({ room: message.place, saidAt: receivedAt }),
    roomCare,
    acting,
    rooming,
  };
}
