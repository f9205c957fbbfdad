import type { PostedFile } from '../../src/files/posted-file.ts';
import type { SlackFile } from './message-shape.ts';

/** What Slack calls files that are bytes of somebody's; canvases, lists and posts are pages of its own. */
const ofBytes: ReadonlySet<string> = new Set(['hosted', 'snippet', 'email']);
const id = /^F[A-Z0-9]{2,30}$/;

/**
 * The files that were posted with a message, as far as Slack keeps them: not those of other services (`is_external`), nor
 * what is left of deleted and hidden ones. A file of another organisation comes as an id alone (`check_file_info`) and is
 * asked for when it is opened. https://docs.slack.dev/reference/objects/file-object
 */
export function postedFiles(files: readonly SlackFile[] | null | undefined): readonly PostedFile[] {
  return (files ?? []).flatMap((file) => {
    const { id: handle, name, title, size, mode, preview, is_external, file_access } = file;
    const isAsked = file_access === 'check_file_info';
    if (handle === undefined || !id.test(handle) || is_external === true) return [];
    if (!isAsked && mode !== undefined && !ofBytes.has(mode)) return [];
    if (!isAsked && file_access != null && file_access !== 'visible') return [];
    return [
      {
        handle,
        name: name || title || '',
        ...(size === undefined || isAsked ? {} : { size }),
        ...(isPaste(file) && { paste: true as const, ...(preview ? { preview } : {}) }),
      },
    ];
  });
}

/**
 * Words that were pasted: Slack makes a snippet of what is long, and gives it no name (LIKELY: a text file that somebody
 * uploads is a snippet too, by its own name).
 */
const isPaste = ({ mode, name, title }: SlackFile): boolean =>
  mode === 'snippet' && /^(?:untitled|-)?(?:\.\w{1,8})?$/i.test((name || title || '').trim());

/** Bytes of pasted words that a command reads as its own; what is larger is a file. */
const largestWords = 1024 * 1024;
/** Pastes that are. */
const mostWords = 3;

/** The files of a command: those that are its words, to be read before it is known what is asked, and the others. */
export function filesOfCommand(
  files: readonly SlackFile[],
): Readonly<{ words: readonly SlackFile[]; posted: readonly PostedFile[] }> {
  const words = files.filter((file) => isPaste(file) && (file.size ?? 0) <= largestWords).slice(0, mostWords);
  return { words, posted: postedFiles(files.filter((file) => !words.includes(file))) };
}
