import type { Card } from '../cards/card.ts';
import type { ShowFiles } from '../files/show-files.ts';
import { observableKey } from '../observables/observable.ts';
import type { Finding } from '../verdicts/finding.ts';
import type { ListedByKey } from '../verdicts/listed.ts';
import type { ShowVerdicts } from '../verdicts/show-verdicts.ts';
import type { AnnotateJob } from './annotate-job.ts';

/** The card that a watched message gets for what was found. */
export type CardOfJob = (
  job: AnnotateJob,
  findings: readonly Finding[],
  late: boolean,
  /** On which watchlists they stand, where that is known. */
  listed?: ListedByKey,
) => Promise<Card>;

export const createCardOfJob =
  ({ showVerdicts, showFiles }: Readonly<{ showVerdicts: ShowVerdicts; showFiles?: ShowFiles }>): CardOfJob =>
  async (job, findings, late, listed) => {
    const card = await showVerdicts({
      findings,
      place: job.message.place,
      message: job.message.id,
      kept: job.held,
      found: findings.length + job.held + job.beyond,
      ...(late ? { late: job.receivedAt } : {}),
      ...(listed ? { listed } : {}),
    });
    return job.files && showFiles ? showFiles(card, job.files, job.message.place) : card;
  };

/**
 * What a sign may say something of: hardly any file is known to anybody, so that a file is unknown is no word about its
 * message, but that it stands on a watchlist is. In `all` files are spoken of as everything is.
 */
export function spokenOf(
  { files = [] }: AnnotateJob,
  findings: readonly Finding[],
  { all, listed }: Readonly<{ all: boolean; listed: ListedByKey }>,
): readonly Finding[] {
  if (all || files.length === 0) return findings;
  const hashes = new Set(files.flatMap(({ hashes }) => (hashes ? [hashes.sha256] : [])));
  return findings.filter(
    ({ observable, headline }) =>
      headline === 'malicious' ||
      headline === 'suspicious' ||
      listed.has(observableKey(observable)) ||
      !hashes.has(observable.value.toLowerCase()),
  );
}

/** A file that was left for its size: where everything is answered, that is told too. */
export const leftOut = ({ files = [] }: AnnotateJob): boolean =>
  files.some(({ unread }) => unread.includes('too-large'));
