import type { Audience } from './adapter.ts';
import type { StartBulk } from './bulk/bulk.ts';
import { createLookUpMany, type OnProgress } from './bulk/look-up-many.ts';
import { type Command, scopes } from './commands/command.ts';
import { createDetails, createShowDetails, type ShowDetails } from './commands/details.ts';
import { createEnrich } from './commands/enrich.ts';
import { createInspect } from './commands/inspect.ts';
import { createIntel } from './commands/intel.ts';
import { createOneObservable, type OneObservable } from './commands/one-observable.ts';
import { createPivot, createShowPivots, type ShowPivots } from './commands/pivot.ts';
import type { IncidentDoor } from './incidents/incident.ts';
import { createSeenInIncidents } from './incidents/seen-in-incidents.ts';
import type { PrefixOf } from './incoming.ts';
import type { IntelDoor } from './intel/intel.ts';
import { createKnowing, type Knowing } from './knowing.ts';
import type { KnownFrom } from './known/ask-once.ts';
import type { KnownTable } from './known/known-table.ts';
import { type Candidate, candidates } from './observables/candidates.ts';
import type { Inspect } from './observables/detect.ts';
import type { Observable } from './observables/observable.ts';
import { companions } from './observables/what-leaves.ts';
import { createIllustrate } from './pictures/illustrate.ts';
import type { Paint } from './pictures/paint.ts';
import type { ListedOn } from './verdicts/listed.ts';
import type { Observe, Refer } from './verdicts/observation.ts';
import type { SeenBefore } from './verdicts/seen.ts';
import { createShowVerdicts, type ShowVerdicts } from './verdicts/show-verdicts.ts';
import type { Ask, Deliberate } from './verdicts/verdict.ts';

/** What reading needs of XDR. */
export type ReadingDoor = Readonly<{
  inspect: Inspect;
  deliberate: Deliberate;
  observe: Observe;
  refer: Refer;
  /** The stores of judgements; absent where there are none. */
  intel?: IntelDoor;
  incidents?: Pick<IncidentDoor, 'organisation'>;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
}>;

/** Everything that only reads: the same for the rooms and for the terminal. */
export type Reading = Knowing &
  Readonly<{
    candidatesIn: (text: string) => readonly Candidate[];
    showVerdicts: ShowVerdicts;
    /** Absent where there are no watchlists. */
    listedOn?: ListedOn;
    showDetails: ShowDetails;
    showPivots: ShowPivots;
    offers: () => Promise<
      Readonly<{ details: boolean; pivot: boolean; respond: boolean; casebook: boolean; track: boolean }>
    >;
    oneObservable: OneObservable;
    commands: readonly Command[];
  }>;

export type ReadingParts = Readonly<{
  xdr: ReadingDoor;
  now: () => number;
  simulated: boolean;
  prefixOf: PrefixOf;
  trustedHosts: readonly string[];
  keepListing?: (observables: readonly Observable[]) => Promise<string>;
  onUnmatched?: (count: number) => void;
  /** The modules that watching asks; all when undefined. */
  watchModules?: readonly string[] | undefined;
  /** Rows of a card, where not as many as fit a chat message. */
  rows?: number;
  /** What XDR has said, shared between replicas and kept over restarts. */
  known?: Readonly<{ verdicts: KnownTable; candidates: KnownTable }>;
  /** Asked before a call is made for somebody; what it throws rejects that request alone. */
  admit?: (ask: Ask) => void;
  /** How long a call for watching waits for others to join it, milliseconds. */
  linger?: () => number;
  /** Whether cards offer response actions; never where this is absent. */
  respondOffered?: () => Promise<boolean>;
  /** Cards offer to track an observable: where there are rooms. */
  tracks?: boolean;
  /** Where observables were mentioned before; absent where nothing is remembered. */
  seenBefore?: SeenBefore;
  /** On which watchlists observables stand; absent where there are none. */
  listedOn?: ListedOn;
  /** By what details tell which incidents saw it; without it they do not. */
  incidents?: Pick<IncidentDoor, 'incidentsThatSaw' | 'incidentsNamed'>;
  /** Who may read in a place. */
  circlesOf?: Audience['circlesOf'];
  /** Whether cards offer to keep observables in a casebook; never where this is absent. */
  casebookOffered?: () => Promise<boolean>;
  /** Whether verdicts are asked of Global Intelligence, too, where its scope is granted; not where this is absent. */
  globalIntel?: boolean;
  /** Looks up what is too much for one answer. */
  startBulk?: StartBulk;
  /** The same at once, where somebody can watch: told how far it is. */
  onProgress?: OnProgress;
  /** Paints the pictures of details; without it there are none. */
  paint?: Paint;
  /** Counts where answers came from. */
  onCache?: (what: 'verdict' | 'candidate', from: KnownFrom, count: number) => void;
}>;

export function createReading({
  xdr,
  now,
  simulated,
  prefixOf,
  trustedHosts,
  keepListing,
  onUnmatched,
  watchModules,
  rows,
  known,
  admit,
  linger,
  respondOffered = async () => false,
  tracks = false,
  seenBefore,
  listedOn,
  incidents,
  casebookOffered = async () => false,
  circlesOf,
  globalIntel = false,
  startBulk,
  onProgress,
  paint,
  onCache,
}: ReadingParts): Reading {
  const knowing = createKnowing({
    xdr,
    now,
    globalIntel,
    ...(watchModules ? { watchModules } : {}),
    ...(known ? { known } : {}),
    ...(admit ? { admit } : {}),
    ...(linger ? { linger } : {}),
    ...(onCache ? { onCache } : {}),
    ...(onUnmatched ? { onUnmatched } : {}),
  });
  const { detect, lookUp, apart } = knowing;
  const offers = async () => {
    const [missing, respond, casebook] = await Promise.all([
      xdr.missing([scopes.observe, scopes.refer]),
      respondOffered().catch(() => false), // a verdict does not wait for the client that acts
      casebookOffered().catch(() => false),
    ]);
    return {
      details: !missing.includes(scopes.observe),
      pivot: !missing.includes(scopes.refer),
      respond,
      casebook,
      track: tracks,
    };
  };
  const showVerdicts = createShowVerdicts({
    offers,
    simulated,
    ...(keepListing ? { keepListing } : {}),
    ...(seenBefore ? { seenBefore } : {}),
    circlesOf,
    ...(listedOn ? { listedOn } : {}),
    ...(rows ? { rows } : {}),
  });
  const showDetails = createShowDetails({
    observe: xdr.observe,
    companions,
    illustrate: createIllustrate({ paint, simulated }),
    seenIn: incidents && createSeenInIncidents({ door: incidents, missing: xdr.missing }),
    offers,
    trustedHosts,
    simulated,
  });
  const showPivots = createShowPivots({ refer: xdr.refer, trustedHosts, simulated });
  const oneObservable = createOneObservable({ candidatesIn: candidates, detect, prefixOf, simulated });
  const commands = [
    createEnrich({
      candidatesIn: candidates,
      detect,
      lookUp,
      showVerdicts,
      ...(startBulk ? { startBulk } : {}),
      ...(onProgress ? { lookUpMany: createLookUpMany({ askApart: apart, onProgress, now }) } : {}),
    }),
    createInspect({ inspect: xdr.inspect, simulated }),
    createDetails({ oneObservable, showDetails }),
    createPivot({ oneObservable, showPivots }),
    ...(xdr.intel ? [createIntel({ oneObservable, door: xdr.intel, trustedHosts, simulated })] : []),
  ];
  return {
    candidatesIn: candidates,
    ...knowing,
    showVerdicts,
    ...(listedOn ? { listedOn } : {}),
    showDetails,
    showPivots,
    offers,
    oneObservable,
    commands,
  };
}
