import type { CardFile } from '../cards/file.ts';
import { observableKey } from '../observables/observable.ts';
import type { Finding } from '../verdicts/finding.ts';
import { type AskApart, createAskSlice } from './ask-slice.ts';
import { bulkFiles } from './bulk-csv.ts';

/** Candidates that are looked up, and how many there are. */
export type OnProgress = (done: number, total: number) => void;

/**
 * Looks up thousands while somebody waits, where there is no room and no database: distinct findings in the order of the
 * candidates, and all of it as CSV. Rejects with a Failure, after which what was found is lost.
 */
export type LookUpMany = (
  candidates: readonly string[],
) => Promise<Readonly<{ findings: readonly Finding[]; files: readonly CardFile[] }>>;

export function createLookUpMany({
  askApart,
  onProgress,
  now,
}: {
  askApart: AskApart;
  onProgress: OnProgress;
  now: () => number;
}): LookUpMany {
  return async (candidates) => {
    const askSlice = createAskSlice(
      candidates,
      askApart(() => {}),
      'command',
    );
    const found = new Map<string, Finding>();
    for (let from = 0; from < candidates.length; ) {
      onProgress(from, candidates.length);
      const slice = await askSlice(from);
      if (slice.failure !== undefined) throw slice.failure;
      for (const { finding } of slice.found) {
        const key = observableKey(finding.observable);
        if (!found.has(key)) found.set(key, finding);
      }
      from = slice.to;
    }
    onProgress(candidates.length, candidates.length);
    const findings = [...found.values()];
    const files: CardFile[] = [];
    for await (const { rows: _, ...file } of bulkFiles([findings], now(), () => {})) files.push(file);
    return { findings, files };
  };
}
