import { Failure } from '../failure.ts';
import type { ActionRequest } from './action-request.ts';
import { triggerScope } from './list-offers.ts';
import { whyNotRun } from './outcome-words.ts';
import type { Performer, Performers } from './performer.ts';
import type { Given, ResponseAction, Trigger, TriggerOutcome } from './response-action.ts';
import { viaWords } from './via-words.ts';

/** Who carries an action out, alike for modules and for everybody else. All but `perform` reject with a Failure. */
export type Carrier = Readonly<{
  /** Who makes the call, for small print: `API client client-…`. */
  caller: string;
  /** The same for the audit. */
  client: string;
  /** Scopes that are missing for it. */
  missing: (action: ResponseAction) => Promise<readonly string[]>;
  /** Until when it has to wait, milliseconds since the epoch; or why it may not. */
  waitUntil: (request: ActionRequest) => Promise<number | Failure | undefined>;
  /** What the settings still want. */
  hindrance: (request: ActionRequest) => Promise<Failure | undefined>;
  /** Carries it out, once. Never rejects. */
  perform: (request: ActionRequest, secrets: Given) => Promise<TriggerOutcome>;
  /** Absent where nothing follows. */
  look?: NonNullable<Performer['look']>;
  /** Absent where nobody can tell what became of a call. */
  find?: NonNullable<Performer['find']>;
}>;

export type CarrierOf = (action: Pick<ResponseAction, 'via'>) => Carrier;

export function createCarrierOf(parts: {
  trigger: Trigger;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  /** The API client of response actions. */
  clientId: string;
  /** Until when XDR has told everybody to wait (milliseconds since the epoch). */
  pausedUntil: () => number | undefined;
  performers: Performers;
}): CarrierOf {
  const { performers, pausedUntil } = parts;
  const module: Carrier = {
    caller: `API client ${parts.clientId}`,
    client: parts.clientId,
    missing: () => parts.missing([triggerScope]),
    waitUntil: async () => pausedUntil(),
    hindrance: async () => undefined,
    perform: ({ action }) => parts.trigger(action),
  };
  return ({ via }) => {
    if (!via) return module;
    const performer = performers[via];
    if (!performer) return absent;
    const { hindrance, waitUntil, ...same } = performer;
    return {
      ...same,
      client: performer.caller,
      hindrance: hindrance ?? module.hindrance,
      waitUntil: async (request) => {
        // Who waits for XDR takes no turn of the service's own meanwhile.
        const until = via === 'sandbox' ? undefined : pausedUntil();
        return until ?? waitUntil?.(request);
      },
    };
  };
}

/** The settings of its service were taken away since it was offered. */
const gone = new Failure('not-found', 'nobody carries it out any more');
const absent: Carrier = {
  caller: 'nobody',
  client: 'nobody',
  missing: async () => [],
  waitUntil: async () => undefined,
  hindrance: async () => gone,
  perform: async () => ({ outcome: 'not-run', failure: gone }),
};

/** Why nothing can be carried out now, in words: what the settings want, then the scopes. Rejects with a Failure. */
export async function carrierHinders(carrier: Carrier, request: ActionRequest): Promise<string | undefined> {
  const hindered = await carrier.hindrance(request);
  if (hindered) return whyNotRun(hindered, request.action);
  const lacking = await carrier.missing(request.action);
  return lacking.length > 0 ? `${viaWords(request.action).caller} was not granted ${lacking.join(', ')}.` : undefined;
}
