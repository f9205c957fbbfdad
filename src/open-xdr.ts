import { type Budget, createBudget } from './budget/budget.ts';
import { createDatabaseLedger } from './budget/database-ledger.ts';
import { steadyClock } from './budget/steady-clock.ts';
import type { Config } from './config.ts';
import { Failure } from './failure.ts';
import type { Log } from './log.ts';
import type { Trigger } from './response-actions/response-action.ts';
import type { Query } from './store/database.ts';
import type { XdrCall } from './xdr/count-call.ts';
import { originsOf, parseRegion } from './xdr/regions.ts';
import { createXdr, type Xdr } from './xdr/xdr.ts';

export type OpenXdrParts = Readonly<{
  config: Config;
  log: Log;
  /** Counts calls in the database, for all processes that share it; without one, for this process alone. */
  query?: Query;
  onCall?: (call: XdrCall) => void;
  /** For tests: the clock of everything. */
  now?: (() => number) | undefined;
}>;

/** The API client that lists and triggers response actions. */
export type Responding = Pick<Xdr, 'listActions' | 'trigger' | 'automation' | 'missing' | 'state'> &
  Readonly<{
    clientId: string;
    /** One of its own; otherwise it is the reading client. */
    separate: boolean;
    /** Ends its own connections; the reading client is closed by itself. */
    close: () => void;
  }>;

/** Cisco XDR as the settings describe it, with the budget that the calls of both its clients are counted in. */
export function openXdr({ config, log, query, onCall, now }: OpenXdrParts): {
  xdr: Xdr;
  budget: Budget;
  responding: Responding;
  /** Origin of XDR's web interface, and of the older one. */
  ui: string;
  pages: string;
} {
  const { clientId, clientPassword, region, origins, timeoutMs, budget: perHour } = config.xdr;
  const addresses = originsOf(parseRegion(region) ?? 'us', origins);
  const steady = now ?? steadyClock();
  const budget = createBudget({
    perHour,
    now: steady,
    // An organisation lives in one region; a client of another region is another's.
    ...(query ? { ledger: createDatabaseLedger({ query, organisation: addresses.visibility, now: steady }) } : {}),
  });
  const shift = () => (now ? 0 : Date.now() - steady());
  const open = (client: Readonly<{ clientId: string; clientPassword: string }>): Xdr => {
    const xdr = createXdr({
      ...client,
      origins: addresses,
      timeoutMs,
      budget,
      log,
      proxy: config.proxy,
      ...(onCall ? { onCall } : {}),
      now: steady,
    });
    return onWallClock(xdr, shift);
  };
  const xdr = open({ clientId, clientPassword });
  const own = config.response && open(config.response);
  const { listActions, trigger, automation, missing, state } = own ?? xdr;
  return {
    xdr,
    ui: addresses.ui,
    pages: addresses.visibility,
    budget: {
      ...budget,
      admit: told(budget.admit, shift),
      snapshot: () => {
        const seen = budget.snapshot();
        const by = Math.abs(shift()) < 1000 ? 0 : shift();
        return seen.retryAt === undefined ? seen : { ...seen, retryAt: seen.retryAt + by };
      },
    },
    responding: {
      listActions,
      trigger,
      automation,
      missing,
      state,
      clientId: config.response?.clientId ?? clientId,
      separate: own !== undefined,
      close: () => own?.close(),
    },
  };
}

/**
 * Inside, times to come back are by a clock that nobody sets; outside, people and the queue read the machine's. They
 * differ when the machine's was corrected since the start.
 */
function onWallClock(xdr: Xdr, shift: () => number): Xdr {
  const { inspect, deliberate, observe, refer, listActions, incidents, casebooks, intel, judgements, automation } = xdr;
  const trigger: Trigger = async (action) => {
    const outcome = await xdr.trigger(action);
    return 'failure' in outcome ? { ...outcome, failure: inTime(outcome.failure, shift()) } : outcome;
  };
  return {
    ...xdr,
    inspect: told(inspect, shift),
    deliberate: told(deliberate, shift),
    observe: told(observe, shift),
    refer: told(refer, shift),
    listActions: told(listActions, shift),
    incidents: {
      searchIncidents: told(incidents.searchIncidents, shift),
      incidentsChanged: told(incidents.incidentsChanged, shift),
      incidentsThatSaw: told(incidents.incidentsThatSaw, shift),
      incidentsNamed: told(incidents.incidentsNamed, shift),
      readIncident: told(incidents.readIncident, shift),
      setIncidentStatus: told(incidents.setIncidentStatus, shift),
      assignIncident: told(incidents.assignIncident, shift),
      addNote: told(incidents.addNote, shift),
      usersNamed: told(incidents.usersNamed, shift),
      usersByEmail: told(incidents.usersByEmail, shift),
      organisation: told(incidents.organisation, shift),
    },
    casebooks: {
      searchCasebooks: told(casebooks.searchCasebooks, shift),
      readCasebook: told(casebooks.readCasebook, shift),
      casebookMadeAs: told(casebooks.casebookMadeAs, shift),
      createCasebook: told(casebooks.createCasebook, shift),
      addObservables: told(casebooks.addObservables, shift),
      addTexts: told(casebooks.addTexts, shift),
      linkCasebook: told(casebooks.linkCasebook, shift),
      isLinked: told(casebooks.isLinked, shift),
    },
    judgements: {
      judgementsOf: told(judgements.judgementsOf, shift),
      readJudgement: told(judgements.readJudgement, shift),
      judgementMadeAs: told(judgements.judgementMadeAs, shift),
      createJudgement: told(judgements.createJudgement, shift),
      expireJudgement: told(judgements.expireJudgement, shift),
    },
    intel: {
      judgementsOn: told(intel.judgementsOn, shift),
      globalIntelOn: told(intel.globalIntelOn, shift),
    },
    automation: {
      listWorkflows: told(automation.listWorkflows, shift),
      readWorkflow: told(automation.readWorkflow, shift),
      startConfig: told(automation.startConfig, shift),
      start: told(automation.start, shift),
      readRun: told(automation.readRun, shift),
      listTasks: told(automation.listTasks, shift),
      readTask: told(automation.readTask, shift),
      answerTask: told(automation.answerTask, shift),
    },
    trigger,
  };
}

function told<Given extends unknown[], Result>(work: (...given: Given) => Result, shift: () => number) {
  const shifted = (error: unknown): unknown => (error instanceof Failure ? inTime(error, shift()) : error);
  return (...given: Given): Result => {
    try {
      const result = work(...given);
      // A promise is of the same type again: only how it fails is changed.
      return result instanceof Promise ? (result.catch((error) => Promise.reject(shifted(error))) as Result) : result;
    } catch (error) {
      throw shifted(error);
    }
  };
}

/** A failure whose time to come back is so many milliseconds later. */
function inTime(failure: Failure, laterMs: number): Failure {
  const { retryAt } = failure.facts;
  if (retryAt === undefined || Math.abs(laterMs) < 1000) return failure;
  return new Failure(failure.kind, failure.message, { ...failure.facts, retryAt: retryAt + laterMs });
}
