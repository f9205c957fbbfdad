import type { AskApart } from './bulk/ask-slice.ts';
import type { IncidentDoor } from './incidents/incident.ts';
import type { IntelDoor } from './intel/intel.ts';
import { createStores } from './intel/stores.ts';
import { createDeliberateWithStores } from './intel/with-stores.ts';
import type { KnownFrom } from './known/ask-once.ts';
import type { KnownTable } from './known/known-table.ts';
import { createCandidateCache } from './observables/candidate-cache.ts';
import { createDetect, type Detect, type Inspect } from './observables/detect.ts';
import { companions } from './observables/what-leaves.ts';
import { createForget, type Forget } from './verdicts/forget.ts';
import { createLookUp, type LookUp } from './verdicts/look-up.ts';
import { createRecall, type Recall } from './verdicts/recall.ts';
import type { Ask, Deliberate } from './verdicts/verdict.ts';
import { createVerdictCache } from './verdicts/verdict-cache.ts';

export type KnowingParts = Readonly<{
  xdr: Readonly<{
    inspect: Inspect;
    deliberate: Deliberate;
    /** The stores of judgements; absent where there are none. */
    intel?: IntelDoor;
    incidents?: Pick<IncidentDoor, 'organisation'>;
    missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  }>;
  now: () => number;
  /** Whether verdicts are asked of Global Intelligence, too, where its scope is granted. */
  globalIntel: boolean;
  /** The modules that watching asks; all when undefined. */
  watchModules?: readonly string[];
  /** What XDR has said, shared between replicas and kept over restarts. */
  known?: Readonly<{ verdicts: KnownTable; candidates: KnownTable }>;
  /** Asked before a call is made for somebody; what it throws rejects that request alone. */
  admit?: (ask: Ask) => void;
  /** How long a call for watching waits for others to join it, milliseconds. */
  linger?: () => number;
  /** Counts where answers came from. */
  onCache?: (what: 'verdict' | 'candidate', from: KnownFrom, count: number) => void;
  onUnmatched?: (count: number) => void;
}>;

/** What is an observable, and what XDR knows of it: asked of modules and stores, remembered, forgotten. */
export type Knowing = Readonly<{
  detect: Detect;
  lookUp: LookUp;
  /** Shares what is known with the two above, and makes calls of its own. */
  apart: AskApart;
  recall: Recall;
  /** What is known of it is known no longer: it has just been judged. */
  forget: Forget;
}>;

/** Calls that are made at once apart, so that those of people do not stand behind them at XDR. */
const fewAtOnce = 4;

export function createKnowing(parts: KnowingParts): Knowing {
  const { xdr, now, globalIntel, watchModules, known, admit, linger, onCache, onUnmatched } = parts;
  const asking = (what: 'verdict' | 'candidate') => ({
    ...(admit ? { admit } : {}),
    ...(linger ? { linger } : {}),
    ...(onCache ? { onFrom: (from: KnownFrom, count: number) => onCache(what, from, count) } : {}),
  });
  const remembered = createCandidateCache({ now, ...(known ? { table: known.candidates } : {}) });
  const cache = createVerdictCache({ now, ...(known ? { table: known.verdicts } : {}) });
  const toDetect = {
    inspect: xdr.inspect,
    remembered,
    ...(onUnmatched ? { onUnmatched } : {}),
    ...asking('candidate'),
  };
  type Counted = <Asked extends readonly unknown[], Answer>(
    call: (...asked: Asked) => Answer,
  ) => (...asked: Asked) => Answer;
  /** Verdicts of modules and stores; `counted` is told of each call. */
  const deliberating = (counted: Counted = (call) => call) =>
    createDeliberateWithStores({
      deliberate: counted(xdr.deliberate),
      stores: xdr.intel
        ? createStores({
            door: { judgementsOn: counted(xdr.intel.judgementsOn) },
            organisation: async (ask) => xdr.incidents?.organisation(ask),
            missing: xdr.missing,
            globalIntel,
            now,
          })
        : [],
      now,
    });
  const toLookUp = { cache, companions, now, ...asking('verdict') };
  const detect = createDetect(toDetect);
  const lookUp = createLookUp({ ...toLookUp, deliberate: deliberating() });
  const apart: AskApart = (onCall) => {
    const counted: Counted =
      (call) =>
      (...asked) => {
        onCall();
        return call(...asked);
      };
    return {
      detect: createDetect({ ...toDetect, inspect: counted(xdr.inspect), atOnce: fewAtOnce }),
      lookUp: createLookUp({ ...toLookUp, deliberate: deliberating(counted), atOnce: fewAtOnce }),
    };
  };
  return {
    detect,
    lookUp,
    apart,
    recall: createRecall({ cache, companions, modules: watchModules }),
    forget: createForget({ cache, modules: watchModules }),
  };
}
