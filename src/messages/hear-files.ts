import type { PostedFile } from '../files/posted-file.ts';
import type { MessageRef, Place } from '../incoming.ts';
import { messageName } from './annotate-job.ts';
import { type FilesJob, mostFiles } from './files-job.ts';
import type { NewestEdits } from './newest-edits.ts';
import type { WatchMessage, WordsOf } from './watch-message.ts';
import type { WatchMode } from './watch-mode.ts';

/** Bytes of a message's files for which its words wait, so that one card says all. */
const quick = 10 * 1024 * 1024;

/**
 * What becomes of a message with files; of others what `watchMessage` says. The reading of the files is stored as a job. Its
 * words wait for that, unless it may take long.
 */
export function createHearFiles(parts: {
  watchMessage: WatchMessage;
  wordsOf: WordsOf;
  watchMode: (place: Place) => Promise<WatchMode>;
  filesOn: (place: Place) => Promise<boolean>;
  enqueue: (id: string, job: FilesJob) => Promise<'stored' | 'known'>;
  noteEdit: NewestEdits['note'];
}): WatchMessage {
  const { watchMessage, wordsOf } = parts;

  const previewsOf = (incoming: Parameters<WatchMessage>[0], files: readonly PostedFile[]): readonly string[] => {
    const text = files.flatMap(({ preview }) => preview ?? []).join('\n');
    return text === '' ? [] : wordsOf({ ...incoming, text }).job().candidates;
  };

  return async (incoming, occasion) => {
    const posted = (incoming.files ?? []).slice(0, mostFiles);
    const { message, version } = incoming;
    if (posted.length === 0 || (await parts.watchMode(message.place)) === 'off')
      return watchMessage(incoming, occasion);
    const whole = await parts.filesOn(message.place);
    const files = whole ? posted : posted.filter(({ paste }) => paste);
    if (files.length === 0) return watchMessage(incoming, occasion);
    const isQuick = files.reduce((sum, { size = quick }) => sum + size, 0) <= quick;
    if (version === '' && !isQuick) await watchMessage(incoming, occasion);
    const its = await parts.enqueue(filesName(message, version, occasion), {
      message,
      words: wordsOf(incoming).job(),
      files: files.map(({ preview: _, ...file }) => file),
      whole,
      previewed: previewsOf(incoming, files),
    });
    parts.noteEdit(message, version);
    return { kind: 'silence', reason: its === 'stored' ? 'stored' : 'answered-before' };
  };
}

const filesName = (message: MessageRef, version: string, occasion: string | undefined): string =>
  ['files', messageName(message), version, ...(occasion ? [occasion] : [])].join('/');
