import type { Command } from './commands/command.ts';
import { createJudge } from './commands/judge.ts';
import type { OneObservable } from './commands/one-observable.ts';
import type { PrefixOf } from './incoming.ts';
import type { JudgementDoor } from './judgements/judgement.ts';
import { createJudgementPerformer } from './judgements/judgement-performer.ts';
import { createOfferJudgement } from './judgements/offer-judgement.ts';
import type { Log } from './log.ts';
import type { Candidate } from './observables/candidates.ts';
import type { OnRefused } from './presses/answer-press.ts';
import type { Offer } from './response-actions/offers.ts';
import type { Performer } from './response-actions/performer.ts';
import type { Forget } from './verdicts/forget.ts';

export type JudgingParts = Readonly<{
  door: JudgementDoor;
  /** The API client that writes: the one that reads, as with casebooks. */
  clientId: string;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  offer: Offer;
  onRefused: OnRefused;
  oneObservable: OneObservable;
  candidatesIn: (text: string) => readonly Candidate[];
  /** What XDR said of it before is old now. */
  forget: Forget;
  prefixOf: PrefixOf;
  log: Log;
  now: () => number;
  simulated: boolean;
}>;

/** Everything about judgements that people make: what is offered, and what carries it out. */
export type Judging = Readonly<{ commands: readonly Command[]; performer: Performer }>;

export const createJudging = (parts: JudgingParts): Judging => ({
  commands: [createJudge({ ...parts, offer: createOfferJudgement(parts) })],
  performer: createJudgementPerformer(parts),
});
