import type { Command } from './commands/command.ts';
import type { OneObservable } from './commands/one-observable.ts';
import { createSandbox } from './commands/sandbox.ts';
import type { OpenFile } from './files/posted-file.ts';
import type { ReadFile } from './files/read-file.ts';
import type { OfferSubmission } from './files/show-files.ts';
import type { PrefixOf } from './incoming.ts';
import { createIgnored } from './observables/ignored.ts';
import type { Observable } from './observables/observable.ts';
import type { ThreatGridDoor } from './open-threat-grid.ts';
import type { PressAnswers } from './presses/answer-press.ts';
import type { Performer } from './response-actions/performer.ts';
import { createKeptFiles } from './sandbox/kept-files.ts';
import { createLookInSandbox } from './sandbox/look-in-sandbox.ts';
import { createOfferSubmission } from './sandbox/offer-submission.ts';
import { createShowPosted } from './sandbox/show-posted.ts';
import { createShowSandboxed } from './sandbox/show-sandboxed.ts';
import { createSubmissionPerformer } from './sandbox/submission-performer.ts';
import type { Query } from './store/database.ts';
import type { Seal } from './store/seal.ts';
import { createSandboxDoor } from './threat-grid/sandbox-door.ts';
import { createSubmissionDoor } from './threat-grid/submission-door.ts';

/** What submitting needs; the terminal, which takes no actions, has none of it. */
export type SubmittingParts = Omit<Parameters<typeof createOfferSubmission>[0], 'files' | 'prefixOf' | 'simulated'> &
  Readonly<{
    query: Query;
    /** Hides how posted files are found again. */
    seal: Seal;
    /** Names what is sealed. */
    secret: Buffer;
    /** Opens a file that somebody posted. */
    openFile: OpenFile;
    /** Reads it, for its hashes. */
    readFile: ReadFile;
  }>;

export type SandboxingParts = Readonly<{
  threatGrid: Pick<ThreatGridDoor, 'grid'>;
  oneObservable: OneObservable;
  /** Absent where nothing is kept: the terminal shows all there is. */
  keepListing?: (observables: readonly Observable[]) => Promise<string>;
  submitting?: SubmittingParts;
  trustedHosts: readonly string[];
  prefixOf: PrefixOf;
  simulated: boolean;
  now: () => number;
}>;

export type Sandboxing = Readonly<{
  commands: readonly Command[];
  presses: PressAnswers;
  /** What submits; absent without a key. */
  performer?: Performer;
  /** A button that submits a posted file; absent without a key. */
  offerSubmission?: OfferSubmission;
}>;

/** Everything about the sandbox, Threat Grid (Secure Malware Analytics). */
export function createSandboxing(parts: SandboxingParts): Sandboxing {
  const { simulated, now, submitting } = parts;
  const { grid } = parts.threatGrid;
  if (!grid) return { commands: [createSandbox(parts)], presses: {} };
  const isIgnored = createIgnored({ ignore: [], documentation: !simulated });
  const door = createSandboxDoor({ ask: grid.ask, isWanted: (one) => isIgnored(one) === undefined });
  const pageOf = pagesAt(grid.origin);
  const files = submitting && createKeptFiles({ ...submitting, now });
  const offering = submitting && files && createOfferSubmission({ ...parts, ...submitting, files });
  const show = createShowSandboxed({
    look: createLookInSandbox({ door, now }),
    pageOf,
    trustedHosts: parts.trustedHosts,
    ...(parts.keepListing ? { keepListing: parts.keepListing } : {}),
    ...(offering ? { offerSubmission: offering.button } : {}),
    simulated,
  });
  const showPosted =
    submitting && offering
      ? createShowPosted({ ...submitting, show, offerSubmission: offering.button, simulated })
      : undefined;
  return {
    commands: [createSandbox({ ...parts, show, showPosted })],
    presses: offering ? { 'submit-url': { act: offering.press }, 'submit-file': { act: offering.press } } : {},
    ...(submitting && files && offering
      ? {
          performer: createSubmissionPerformer({
            door: createSubmissionDoor({ ...grid, now }),
            files,
            openFile: submitting.openFile,
            pageOf,
          }),
          offerSubmission: ({ sha256, ...file }, place) => offering.button({ file, sha256 }, place),
        }
      : {}),
  };
}

/** Where samples are looked at (LIKELY, dossier §11); nowhere where a card may not link to (a simulated one). */
const pagesAt = (origin: string) => (sample: string) =>
  origin.startsWith('https:') ? `${origin}/mask/samples/${encodeURIComponent(sample)}` : undefined;
