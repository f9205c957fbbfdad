import { listed } from '../cards/wording.ts';
import { Failure } from '../failure.ts';
import type { OpenFile } from '../files/posted-file.ts';
import type { ActionRequest } from '../response-actions/action-request.ts';
import type { Performer, Progress } from '../response-actions/performer.ts';
import type { TriggerOutcome } from '../response-actions/response-action.ts';
import { within } from '../within.ts';
import type { KeptFiles } from './kept-files.ts';
import { type Confirmed, createOpenConfirmed } from './open-confirmed.ts';
import { stateWord, toneOfScore } from './score-words.ts';
import { isOver } from './submission.ts';
import { isPrivate, submittedBy } from './submission-action.ts';
import type { Quota, SubmissionDoor } from './submitting.ts';

/** Indicators that are named where a submission ends; the report has them all. */
const mostIndicators = 5;

/** So long (milliseconds) a form waits for what is left of the day: platforms give up on it after three seconds. */
const longestAsked = 1_500;

/** What the machinery of response actions needs to submit, and to follow what was submitted. */
export function createSubmissionPerformer({
  door,
  files,
  openFile,
  openingLasts,
  pageOf,
}: {
  door: SubmissionDoor;
  files: Pick<KeptFiles, 'read'>;
  /** Absent where no platform gives files. */
  openFile?: OpenFile | undefined;
  /** For tests: longest that opening a file may take, milliseconds. */
  openingLasts?: number;
  pageOf: (sample: string) => string | undefined;
}): Performer {
  const open = createOpenConfirmed({ files, openFile, lasts: openingLasts });

  const perform = async ({ action, observable, given }: ActionRequest): Promise<TriggerOutcome> => {
    const wish = submittedBy(action);
    if (!wish) return { outcome: 'not-run', failure: refused('nothing that can be submitted') };
    let file: Confirmed | undefined;
    try {
      // What stands on the card and in the audit; what is kept of the file may be newer.
      const sha256 = observable?.type === 'sha256' ? observable.value : undefined;
      if ('kept' in wish) file = await open(wish.kept, sha256);
    } catch (error) {
      const failure = error instanceof Failure ? error : refused('the file could not be opened');
      return { outcome: 'not-run', failure };
    }
    const submitted = await door.submit('url' in wish ? wish : file!, isPrivate(given));
    if (submitted.outcome === 'taken')
      return { outcome: 'done', ...(submitted.sample === undefined ? {} : { made: submitted.sample }) };
    const other = file?.whyOther();
    if (other) return { outcome: 'not-run', failure: other }; // the form was never whole
    const { outcome, failure } = submitted;
    return { outcome: outcome === 'not-sent' ? 'not-run' : 'unknown', failure };
  };

  const look = async ({ result }: ActionRequest): Promise<Progress> => {
    const sample = result?.made;
    if (sample === undefined)
      return { state: 'unknown', over: true, says: ['Threat Grid gave no id to follow it by.'] };
    const page = pageOf(sample);
    const link = page === undefined ? {} : { link: page };
    const state = await door.state(sample);
    if (state === 'fail') return { state: stateWord({ state }), over: true, failed: true, ...link };
    if (!isOver({ state })) return { state: stateWord({ state }), over: false, ...link };
    const { score, indicators } = await door.threat(sample);
    return {
      state: stateWord({ state }),
      over: true,
      says: [
        score === undefined
          ? 'Threat Grid gave no threat score.'
          : `Threat score ${score} of 100.${toneOfScore(score) === 'unknown' ? ' A low score does not make it clean.' : ''}`,
        indicators.length > 0 ? `Seen: ${listed(indicators, mostIndicators)}.` : 'No behavioural indicator.',
      ],
      ...link,
    };
  };

  return {
    caller: 'the Threat Grid key',
    missing: async () => [],
    // Asked before the call, so that nothing is begun in vain; where it cannot be asked, Threat Grid says it itself.
    hindrance: async () => {
      const unknown: Quota = {};
      const { left, againAt } = await within(
        door.quota().catch(() => unknown),
        longestAsked,
        unknown,
      );
      if (left === undefined || left > 0) return undefined;
      return new Failure('rate-limited', 'no submissions are left today', {
        service: 'threat-grid quota',
        ...(againAt === undefined ? {} : { retryAt: againAt }),
      });
    },
    perform,
    look,
  };
}

const refused = (why: string): Failure => new Failure('bad-request', why, { service: 'threat-grid submit' });
