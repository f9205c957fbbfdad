import type { Casebook } from '../casebooks/casebook.ts';
import type { FailureKind } from '../failure.ts';
import type { Incident } from '../incidents/incident.ts';
import type { Intel } from '../intel/intel.ts';
import type { Observable } from '../observables/observable.ts';
import type { Contacts, Report, Submission } from '../sandbox/submission.ts';
import type { Finding } from '../verdicts/finding.ts';
import type { Observation, PivotLink } from '../verdicts/observation.ts';
import type { Gap } from '../verdicts/verdict.ts';
import type { Tone } from './card.ts';
import type { StatusFacts } from './status-facts.ts';

/** Why a wish was refused before anything was asked of XDR, or because room for it is missing just now. */
export type Refusal =
  | 'missing-scope'
  | 'not-permitted'
  | 'over-budget'
  | 'rate-limited'
  | 'too-many'
  | 'expired'
  | 'usage'
  | 'not-yours'
  | 'not-now';

/**
 * What a card says, as facts. Values are as XDR gave them: live, unchecked and unescaped, for machines only; no renderer
 * shows them. Told apart by `kind`; kinds and fields may be added.
 */
export type CardData =
  | Readonly<{
      kind: 'verdicts';
      findings: readonly Finding[];
      /** Observables in the text; more than `findings` when some were not looked up. */
      found: number;
      /** Of these, kept back by settings or the ignore list. */
      kept: number;
    }>
  /** `incidents`: the worst of those that saw it, where that is known. */
  | Readonly<{
      kind: 'details';
      observable: Observable;
      observation: Observation;
      incidents?: readonly Incident[];
    }>
  | Readonly<{ kind: 'pivots'; observable: Observable; links: readonly PivotLink[]; gaps: readonly Gap[] }>
  /** What Global Intelligence says of it. */
  | (Readonly<{ kind: 'intel'; observable: Observable }> & Intel)
  /** What the sandbox has seen; `sample` is the worst one, of which report and contacts are; `score` is the observable's own, `disposition` what it means. */
  | Readonly<{
      kind: 'sandbox';
      observable: Observable;
      submissions: readonly Submission[];
      total: number;
      sample?: string;
      score?: number;
      disposition?: Tone;
      report?: Report;
      contacts?: Contacts;
    }>
  | Readonly<{ kind: 'inspected'; observables: readonly Observable[] }>
  | Readonly<{ kind: 'status'; status: StatusFacts }>
  | Readonly<{ kind: 'incident'; incident: Incident }>
  | Readonly<{ kind: 'incidents'; incidents: readonly Incident[]; total?: number }>
  /** An incident room; without an incident where the channel is none. */
  | Readonly<{ kind: 'room'; incident?: string }>
  | Readonly<{ kind: 'casebook'; casebook: Casebook }>
  | Readonly<{ kind: 'casebooks'; casebooks: readonly Casebook[]; total?: number }>
  /** A response action: `state` as in `response-actions/action-request`. */
  | Readonly<{ kind: 'action'; request: string; state: string }>
  | Readonly<{ kind: 'help'; verbs: readonly Readonly<{ usage: string; does: string; missing: readonly string[] }>[] }>
  | Readonly<{
      kind: 'regions';
      from: 'clouds.json' | 'built-in';
      clouds: readonly Readonly<{ name: string; region: string | undefined; visibility: string }>[];
    }>
  /** `retryAt` in milliseconds since the epoch. */
  | Readonly<{ kind: 'refusal'; why: Refusal; scopes?: readonly string[]; retryAt?: number }>
  | Readonly<{ kind: 'failure'; failure: FailureKind; reference: string; retryAt?: number }>;
