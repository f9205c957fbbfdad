import { type Bulking, createBulking } from './bulking.ts';
import type { Command } from './commands/command.ts';
import type { Care, CoreParts } from './core-parts.ts';
import { createFeeding, type Feeding } from './feeding.ts';
import type { ReadFile } from './files/read-file.ts';
import type { OfferSubmission } from './files/show-files.ts';
import type { PrefixOf } from './incoming.ts';
import { createJudging } from './judging.ts';
import type { OnRefused, PressAnswers } from './presses/answer-press.ts';
import type { Reading } from './reading.ts';
import type { Offer } from './response-actions/offers.ts';
import type { OpenRequest } from './response-actions/open-request.ts';
import type { Performers } from './response-actions/performer.ts';
import { createSandboxing } from './sandboxing.ts';
import { createWorkingFlows } from './working-flows.ts';

/** What every source is handed; what one of them needs beside it stands in its own wiring. */
export type SourcesParts = Pick<
  CoreParts,
  | 'query'
  | 'audit'
  | 'people'
  | 'humanOf'
  | 'personNow'
  | 'placeNow'
  | 'outbox'
  | 'enqueue'
  | 'audience'
  | 'memory'
  | 'bulking'
  | 'casebooking'
  | 'threatGrid'
  | 'acting'
  | 'sandboxing'
  | 'openFile'
  | 'judging'
  | 'workingFlows'
  | 'trustedHosts'
  | 'simulated'
  | 'log'
  | 'now'
> &
  Readonly<{
    reading: Reading;
    /** Which of these scopes the API client was not granted. */
    missing: (scopes: readonly string[]) => Promise<readonly string[]>;
    prefixOf: PrefixOf;
    newReference: () => string;
    /** Offers actions of `performers`, and opens the form of one. */
    offer: Offer;
    /** Opens the form for what was offered so. */
    choose: OpenRequest['choose'];
    onRefused: OnRefused;
    readFile: ReadFile;
  }>;

/** The further sources of Cisco's, each wired in a file of its own, as what the core puts in its tables. */
export type Sources = Readonly<{
  bulking: Bulking;
  feeding: Feeding;
  commands: readonly Command[];
  presses: PressAnswers;
  /** What carries actions out where no module does. */
  performers: Performers;
  /** What is looked after now and then. */
  cares: readonly Care[];
  /** A button that submits a posted file to the sandbox; absent without a sandbox. */
  offerSubmission?: OfferSubmission;
}>;

export function createSources(parts: SourcesParts): Sources {
  const bulking = createBulking({ ...parts, ...parts.bulking, askApart: parts.reading.apart });
  const feeding = createFeeding(parts);
  const judging = createJudging({ ...parts, ...parts.judging, ...parts.reading });
  const sandboxing = createSandboxing({
    ...parts,
    oneObservable: parts.reading.oneObservable,
    keepListing: parts.memory.listings.keep,
    submitting: { ...parts, ...parts.acting, ...parts.sandboxing },
  });
  const { performer: sandbox, offerSubmission } = sandboxing;
  const workingFlows = createWorkingFlows({ ...parts, ...parts.workingFlows, policy: parts.acting.policy });
  return {
    bulking,
    feeding,
    commands: [...judging.commands, ...sandboxing.commands, ...workingFlows.commands, ...feeding.commands],
    presses: { ...bulking.presses, ...feeding.presses, ...sandboxing.presses, ...workingFlows.presses },
    performers: { judgement: judging.performer, workflow: workingFlows.performer, ...(sandbox ? { sandbox } : {}) },
    cares: [bulking.care, feeding.care],
    ...(offerSubmission ? { offerSubmission } : {}),
  };
}
