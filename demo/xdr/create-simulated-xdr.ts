import { getResponse, type RequestHandler } from 'msw';
import type { Observable } from '../../src/observables/observable.ts';
import type { Platform } from './answer-route.ts';
import { type ApiClient, DEMO_CLIENTS } from './api-clients.ts';
import { type Automation, createAutomation } from './automation.ts';
import { automationRoutes } from './automation-routes.ts';
import { type CallLog, createCallLog } from './call-log.ts';
import { casebookRoutes } from './casebook-routes.ts';
import { type Casebooks, createCasebooks } from './casebooks.ts';
import { enrichRoutes } from './enrich-routes.ts';
import { createFaults, type Faults } from './faults.ts';
import { toldIncidents, toldNotes } from './happenings.ts';
import { storeAddress } from './incident-documents.ts';
import { incidentRoutes } from './incident-routes.ts';
import { NEW_INCIDENT } from './incident-stories-new.ts';
import { createIncidents, type Incidents, type NewStory, type StoredIncident } from './incidents.ts';
import { globalIndicators } from './indicator-seeds.ts';
import { intelRoutes } from './intel-routes.ts';
import { globalAddress, globalJudgements, privateJudgements } from './judgement-seeds.ts';
import { createJudgements, type Judgements } from './judgements.ts';
import { createKnowledge } from './knowledge.ts';
import { DEMO_MODULES, type Module, type ModuleName } from './modules.ts';
import { createNotes, type Notes } from './notes.ts';
import type { ModuleControl, Opinion } from './opinion.ts';
import { platformRoutes } from './platform-routes.ts';
import { createRateLimit } from './rate-limit.ts';
import { respondRoutes } from './respond-routes.ts';
import { seenRoutes } from './seen-routes.ts';
import type { Service } from './service.ts';
import { DEMO_STORIES } from './stories.ts';
import type { Story } from './story.ts';
import { createTokens } from './tokens.ts';
import { createTriggers, type Execution, type TriggerBehaviour } from './triggers.ts';
import { userRoutes } from './users.ts';
import { webhookRoutes } from './webhook-routes.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

export type SimulatedXdrOptions = Readonly<{
  /** Decides the made-up verdicts of observables without a story; 1 by default. */
  seed?: number;
  /** The clock, milliseconds since 1970; the machine's by default. */
  now?: () => number;
  clients?: readonly ApiClient[];
  /** How long each service takes, ms; 0 by default. Module latencies come on top. */
  latency?: Readonly<Partial<Record<Service, number>>>;
  /** Calls in any 60 minutes for the organisation; 8000 by default. Infinity: no limit, and no headers about it. */
  rateLimit?: number;
}>;

/** A Cisco XDR that lives in this process, as documented in public; nothing in it is real. */
export type SimulatedXdr = Readonly<{
  /** msw handlers for any origin, e.g. for `setupServer(...xdr.handlers)`. The last one answers 404 to everything. */
  handlers: readonly RequestHandler[];
  /** The answer to one request. A reset is a `Response` of type `error`; a hang does not resolve before it is cleared. */
  answer: (request: Request) => Promise<Response>;
  clients: readonly ApiClient[];
  /** The client of this name. */
  client: (name: ApiClient['name']) => ApiClient;
  modules: readonly Module[];
  stories: readonly Story[];
  faults: Faults;
  calls: CallLog;
  /** What one module says about one observable from now on; undefined: nothing. Chance is silent about it then. */
  setVerdict: (module: ModuleName, observable: Observable, opinion: Opinion | undefined) => void;
  /** Switches a module off and on, lets it fail or take its time. */
  setModule: (module: ModuleName, control: ModuleControl) => void;
  setLatency: (service: Service, ms: number) => void;
  /** How the triggers of this module, or of this action id (which goes first), end from now on; undefined: well. */
  setTrigger: (target: string, behaviour: TriggerBehaviour | undefined) => void;
  /** What was carried out since the start, oldest first, also when nobody got the answer. */
  executions: () => readonly Execution[];
  /** How often this action (its `url` as listed) was carried out; without one: all of them. */
  executionCount: (url?: string) => number;
  /** Incidents as they stand now, and what was written into their worklogs. */
  incidents: Pick<Incidents, 'list' | 'read' | 'change'>;
  notes: Pick<Notes, 'of' | 'add'>;
  casebooks: Pick<Casebooks, 'list' | 'read' | 'links'>;
  /** Workflows, their runs and what they wait for. */
  automation: Pick<Automation, 'workflows' | 'add' | 'runs' | 'tasks' | 'answer'>;
  /** The organisation's own judgements, and everybody's. */
  judgements: Pick<Judgements, 'list' | 'read' | 'create' | 'expire'>;
  globalJudgements: Pick<Judgements, 'list' | 'create' | 'expire'>;
  /** A new incident comes into being, and whoever has a webhook is told. Without a story: one of high severity. */
  raiseIncident: (story?: NewStory) => StoredIncident;
  webhooks: Webhooks;
  /** Ends the tokens given out so far, of one client or of all: 401 `jwt_revoked`. */
  revokeTokens: (clientId?: string) => void;
  /** Takes scopes away at once, from new tokens and from those given out; undefined gives them back. */
  setScopes: (clientId: string, scopes: string | undefined) => void;
  /** Others in the organisation make so many calls. */
  consumeQuota: (calls: number) => void;
  remainingQuota: () => number;
  /** Back to the start: tokens, quota, faults, latencies, verdicts, modules, triggers, executions, incidents, notes, call log. */
  reset: () => void;
}>;

export function createSimulatedXdr(options: SimulatedXdrOptions = {}): SimulatedXdr {
  const now = options.now ?? Date.now;
  const clients = options.clients ?? DEMO_CLIENTS;
  const tokens = createTokens(clients, now);
  const rateLimit = createRateLimit(options.rateLimit ?? 8000, now);
  const faults = createFaults();
  const calls = createCallLog();
  const knowledge = createKnowledge(DEMO_MODULES, DEMO_STORIES, options.seed ?? 1);
  const triggers = createTriggers(now);
  const webhooks = createWebhooks(now);
  const notes = toldNotes(createNotes(now), webhooks.happened);
  const incidents = toldIncidents(createIncidents(now, notes), webhooks.happened);
  const casebooks = createCasebooks(now);
  const automation = createAutomation(now);
  const judgements = createJudgements({
    now,
    seeds: privateJudgements,
    address: (id) => storeAddress('judgement', id),
  });
  const everybodys = createJudgements({
    now,
    seeds: globalJudgements,
    address: (id) => globalAddress('judgement', id),
  });
  let latencies: Partial<Record<Service, number>> = { ...options.latency };

  const latency = (service: Service) => latencies[service] ?? 0;
  const platform: Platform = {
    now,
    tokens,
    rateLimit,
    faults,
    calls,
    knowledge,
    triggers,
    incidents,
    notes,
    casebooks,
    latency,
  };
  const handlers = [
    ...enrichRoutes(platform),
    ...respondRoutes(platform),
    ...incidentRoutes(platform),
    ...seenRoutes(platform),
    ...casebookRoutes(platform),
    ...intelRoutes(platform, {
      own: { judgements, indicators: [] },
      global: { judgements: everybodys, indicators: globalIndicators(now()) },
    }),
    ...userRoutes(platform),
    ...webhookRoutes(platform, webhooks),
    ...automationRoutes(platform, automation),
    ...platformRoutes(platform),
  ];

  return {
    handlers,
    answer: async (request) => (await getResponse(handlers, request))!,
    clients,
    client: (name) => clients.find((client) => client.name === name)!,
    modules: DEMO_MODULES,
    stories: DEMO_STORIES,
    faults,
    calls,
    setVerdict: knowledge.setVerdict,
    setModule: knowledge.setModule,
    setLatency: (service, ms) => {
      latencies[service] = ms;
    },
    setTrigger: triggers.set,
    executions: triggers.executions,
    executionCount: triggers.count,
    incidents,
    notes,
    webhooks,
    raiseIncident: (story = NEW_INCIDENT) => incidents.raise(story),
    casebooks,
    automation,
    judgements,
    globalJudgements: everybodys,
    revokeTokens: tokens.revoke,
    setScopes: tokens.shrink,
    consumeQuota: rateLimit.consume,
    remainingQuota: rateLimit.remaining,
    reset: () => {
      const parts = [tokens, rateLimit, knowledge, triggers, incidents, notes, casebooks, automation, webhooks];
      for (const part of [...parts, judgements, everybodys]) part.reset();
      faults.clear();
      calls.clear();
      latencies = { ...options.latency };
    },
  };
}
