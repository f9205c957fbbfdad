import type { Card } from '../cards/card.ts';
import { Failure, isFinal } from '../failure.ts';
import { postBeside } from '../post-beside.ts';
import type { Outbox } from '../reply.ts';
import { gapSentences, sourcesOf } from '../verdicts/sources.ts';
import type { Gap } from '../verdicts/verdict.ts';
import { rowsInMessage } from '../verdicts/verdict-card.ts';
import { endCard, fileCard, progressCard } from './bulk-card.ts';
import { bulkFiles } from './bulk-csv.ts';
import { type Bulk, filesByPress, isByPerson } from './bulk-state.ts';
import type { Bulks } from './bulks.ts';
import type { BulkQuota } from './time-left.ts';

/** Its one message, and the files below it. */
export type ShowBulk = Readonly<{
  /** Shows how far it is; resolves with it as it stands then. `gone`: nobody can be told any more. Rejects when it could not be shown now. */
  progress: (bulk: Bulk) => Promise<Bulk | 'gone'>;
  /** Files, then the message as it stays. Safe to repeat from any point. */
  end: (bulk: Bulk) => Promise<'told' | 'gone'>;
}>;

export function createShowBulk({
  bulks,
  outbox,
  quota,
  simulated,
}: {
  bulks: Pick<Bulks, 'stands' | 'counts' | 'worst' | 'found'>;
  outbox: Pick<Outbox, 'post' | 'update'>;
  quota: () => BulkQuota;
  simulated: boolean;
}): ShowBulk {
  /** Its message for the first time, or changed. */
  const put = async (bulk: Bulk, card: Card): Promise<Bulk | 'gone'> => {
    const { id, place, message, runs } = bulk;
    if (message !== undefined) {
      await outbox.update({ place, id: message }, card);
      return bulk;
    }
    // A conversation that is named by its person cannot be searched: there it may stand twice after a crash.
    const posted = await postBeside(outbox, place, card, {
      id: `bulk/${id}`,
      maybePosted: runs > 1 && !isByPerson(bulk),
    });
    if (!posted) return 'gone';
    await bulks.stands(id, posted.place, posted.id);
    return { ...bulk, place: posted.place, message: posted.id };
  };

  /** Archived, deleted, we were removed, or refused for good: there is nobody to tell. */
  const unlessGone = async <T>(work: () => Promise<T>): Promise<T | 'gone'> => {
    try {
      return await work();
    } catch (failure) {
      if (failure instanceof Failure && isFinal(failure)) return 'gone';
      throw failure;
    }
  };

  return {
    progress: (bulk) =>
      unlessGone(async () =>
        put(bulk, progressCard({ bulk, counts: await bulks.counts(bulk.id), quota: quota(), simulated })),
      ),
    end: (ended) =>
      unlessGone(async () => {
        const counts = await bulks.counts(ended.id);
        // What went before its message stood: the files stand below it.
        const bulk =
          ended.message === undefined
            ? await put(ended, progressCard({ bulk: ended, counts, quota: quota(), simulated }))
            : ended;
        if (bulk === 'gone') return 'gone';
        const { id, place, message } = bulk;
        const gaps = new Map<string, Gap>();
        const answered = new Set<string>();
        let files = 0;
        const pages = bulkFiles(bulks.found(id), bulk.ended?.at ?? bulk.askedAt, (findings) => {
          for (const finding of findings) {
            for (const gap of finding.gaps) gaps.set(`${gap.module} ${gap.why} ${gap.partial}`, gap);
            for (const module of finding.answered) answered.add(module);
          }
        });
        const below = place.kind === 'direct' ? place : { ...place, thread: place.thread ?? message! };
        let rows = 0;
        for await (const file of pages) {
          files += 1;
          rows += file.rows;
          if (filesByPress(bulk)) continue;
          const card = fileCard({ bulk, files: [file], rows: file.rows, part: files, simulated });
          // Whoever told it before may have died behind it.
          if (!(await postBeside(outbox, below, card, { id: `bulk/${id}/file/${files}`, maybePosted: true })))
            return 'gone';
        }
        if (filesByPress(bulk) && files > 0) {
          const card = fileCard({ bulk, files: 'by-press', rows, simulated });
          if (!(await postBeside(outbox, below, card, { id: `bulk/${id}/file`, maybePosted: true }))) return 'gone';
        }
        const all = { verdicts: [], gaps: [...gaps.values()], answered: [...answered] };
        const card = endCard({
          bulk,
          counts,
          worst: await bulks.worst(id, rowsInMessage),
          sources: files > 0 ? gapSentences(sourcesOf([all]), true) : [],
          files,
          simulated,
        });
        await outbox.update({ place, id: message! }, card);
        return 'told';
      }),
  };
}
