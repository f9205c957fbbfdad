import type { Failure } from '../failure.ts';
import type { ActionRequest } from './action-request.ts';
import type { Given, ResponseAction, TriggerOutcome } from './response-action.ts';

/** Who carries an action out where no module does through XDR's response service. */
export type Via = 'workflow' | 'judgement' | 'sandbox';

/** How something that was started goes, from its own service. All texts are outside texts. */
export type Progress = Readonly<{
  /** A word: `running`, `succ`. */
  state: string;
  /** Nothing follows any more. */
  over: boolean;
  /** It ended otherwise than hoped for. */
  failed?: true;
  /** What is to be said of it, in lines: the output, the score. */
  says?: readonly string[];
  /** Where it is to be looked at (https). */
  link?: string;
}>;

/** What carries out the actions of one kind: workflows, judgements, submissions. */
export type Performer = Readonly<{
  /** What makes the call, in words for small print: `API client client-…`, `the Threat Grid key`. */
  caller: string;
  /** Scopes that are missing for it; asked before anything is. Rejects with a Failure. */
  missing: (action: ResponseAction) => Promise<readonly string[]>;
  /** Until when it has to wait (milliseconds since the epoch): said on the card, and begun then; or why it may not. */
  waitUntil?: (request: ActionRequest) => Promise<number | Failure | undefined>;
  /**
   * Carries it out, once. What was given for its inputs stands in `request.given`, but for the secret ones, which are handed
   * in beside it. Never rejects.
   */
  perform: (request: ActionRequest, secrets: Given) => Promise<TriggerOutcome>;
  /**
   * Looks how it goes, where `made` was told; absent where nothing follows. Rejects with a Failure, after which it is looked
   * again. A look never begins anything.
   */
  look?: (request: ActionRequest) => Promise<Progress>;
  /**
   * What became of a call whose outcome is unknown, by asking alone: undefined as long as that cannot be told. Absent where
   * nobody can tell. Rejects with a Failure, after which it is looked again.
   */
  find?: (request: ActionRequest) => Promise<TriggerOutcome | undefined>;
  /** What the settings still want, as a Failure of its own words. */
  hindrance?: (request: ActionRequest) => Promise<Failure | undefined>;
}>;

export type Performers = Readonly<Partial<Record<Via, Performer>>>;

/** What a request keeps of how it goes. Times are milliseconds since the epoch. */
export type Following = Progress &
  Readonly<{
    /** How often it was looked, and since when. */
    looks: number;
    since: number;
    /** When it was found to be over. */
    endedAt?: number;
    /** When it is looked again; absent: never. */
    nextAt?: number;
    /** It was not looked to its end: nobody knows how it ended. */
    lost?: true;
  }>;
