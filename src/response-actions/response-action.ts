import type { Failure } from '../failure.ts';
import type { Observable } from '../observables/observable.ts';
import type { Ask, Gap } from '../verdicts/verdict.ts';
import type { Via } from './performer.ts';

/** Something that an action has to be told before it is carried out. All texts are outside texts. */
export type ActionInput = Readonly<{
  /** What it is called where the action is carried out; unique among the inputs of an action. Never shown. */
  name: string;
  label: string;
  /** `number`: decimal, unless `whole`. `secret`: kept encrypted until the action was carried out, shown nowhere. */
  kind: 'text' | 'long' | 'number' | 'yes-no' | 'choice' | 'secret';
  required?: true;
  /** Of a number: no decimals. */
  whole?: true;
  /** What can be chosen, where it is a choice: at most 100 (Slack's limit). */
  options?: readonly Readonly<{ text: string; value: string }>[];
  /** What stands in the form at first; of `yes-no` it is `yes` or `no`. Never of a secret. */
  initial?: string;
  hint?: string;
}>;

/** What was given for the inputs of an action, by their names; `yes-no` as `yes` or `no`. What was left empty is absent. */
export type Given = Readonly<Record<string, string>>;

/**
 * Something that a module of the organisation offers to do about one observable, or that another service can be asked to
 * do (`via`). All texts are outside texts.
 */
export type ResponseAction = Readonly<{
  /** A word (`block`) or the id of a workflow; not unique, not even within a module. */
  id: string;
  title: string;
  description?: string;
  /** XDR's own, often none. */
  categories: readonly string[];
  module: string;
  moduleId: string;
  /**
   * The only exact handle: relative to the response service, with all parameters (dossier §5.1). Checked on reading: it
   * begins with `/respond/trigger/`, has no `..`, scheme, host or fragment, and names the observable that was asked about.
   */
  url: string;
  /**
   * Who carries it out; absent: the module, through XDR's response service. Its `url` is then ours (`/workflow/start/<id>`,
   * `/judgement/…?…`, `/sandbox/…`): the same url, with the same inputs given, is the same action. `module` is then the
   * name of the service, and `moduleId` whatever names the service for the policy (`automation`).
   */
  via?: Via;
  /** What it has to be told. Of an action with `via` alone. */
  inputs?: readonly ActionInput[];
}>;

/** `skipped`: offers that were malformed or for another observable, and left out. */
export type Offered = Readonly<{
  actions: readonly ResponseAction[];
  gaps: readonly Gap[];
  skipped: number;
}>;

/** Rejects with a Failure. */
export type ListActions = (observable: Observable, ask: Ask) => Promise<Offered>;

/** What became of one trigger. Never repeated by itself, whatever it says. */
export type TriggerOutcome =
  /** XDR said `status: success`. Of a workflow that means no more than that it was started. */
  | Readonly<{
      outcome: 'done';
      /** The id of what came of it: a judgement, a run, a sample. Outside text. */
      made?: string;
      /** What there is to say of it, in lines. Outside texts. */
      says?: readonly string[];
      /** What undoes it, where that is known only now. */
      reverse?: ResponseAction;
    }>
  /** XDR said `status: failure` inside a 200; `reasons` are the modules' own words. */
  | Readonly<{ outcome: 'failed'; reasons: readonly string[] }>
  /** It was certainly not run: nothing left, or XDR refused it before any work (401, 403, 404, 400, 429). */
  | Readonly<{ outcome: 'not-run'; failure: Failure }>
  /** It may have run: time-out, reset, 5xx, an answer that cannot be read. */
  | Readonly<{ outcome: 'unknown'; failure: Failure }>;

/** Triggers once, with a token fetched for it. Never rejects. */
export type Trigger = (action: ResponseAction) => Promise<TriggerOutcome>;

/** A workflow of XDR Automation; of these XDR says only whether they were started (dossier §5.2). */
export const isWorkflow = ({ via, id, module }: Pick<ResponseAction, 'via' | 'id' | 'module'>): boolean =>
  via === 'workflow' || /^0[12][\dA-Z]{20,}$/i.test(id) || /\b(?:automation|orchestration)\b/i.test(module);
