import { type Button, type Card, type Part, type Span, text, value } from '../cards/card.ts';
import { sizeInWords } from '../cards/file.ts';
import { outsideText } from '../cards/outside-text.ts';
import { counted, joined } from '../cards/wording.ts';
import { isTopLevel } from '../observables/public-suffix.ts';
import { type FileFacts, largestArchive, largestPosted, mostText, type Unread } from './file-facts.ts';

/** Files that one card draws out; the rest are counted. */
const mostShown = 3;

/**
 * A card of verdicts that were looked up because of posted files: with the files' names, sizes and hashes, and what of them
 * was not read. `buttons` stand behind the card's own.
 */
export function withFiles(card: Card, files: readonly FileFacts[], buttons: readonly Button[] = []): Card {
  if (files.length === 0) return card;
  const [first, ...others] = card.parts;
  const findings = card.data?.kind === 'verdicts' ? card.data.findings : undefined;
  const isNone = findings?.length === 0;
  const [only] = findings?.length === 1 ? findings : [];
  const heading = isNone && first ? [nothingIn(files)] : first ? [first] : [];
  return withButtons(
    {
      ...card,
      headline: isNone ? nothingWords(files) : `${card.headline} (${namesOf(files)})`,
      parts: [...heading, ...fileParts(files, only?.observable.value), ...others],
    },
    buttons,
  );
}

function withButtons(card: Card, buttons: readonly Button[]): Card {
  if (buttons.length === 0) return card;
  const last = card.parts.findLastIndex(({ part }) => part === 'buttons');
  const own = card.parts[last];
  if (own?.part !== 'buttons') return { ...card, parts: [...card.parts, { part: 'buttons', buttons }] };
  return { ...card, parts: card.parts.with(last, { ...own, buttons: [...own.buttons, ...buttons] }) };
}

/** What files are, and what was left out of them, as small print below a heading. `headed`: what the heading shows already. */
function fileParts(files: readonly FileFacts[], headed: string | undefined): readonly Part[] {
  const drawn = files
    .slice(0, mostShown)
    .flatMap((file): Part[] => [
      { part: 'note', spans: files.length === 1 ? wholeSpans(file, headed) : shortSpans(file) },
      ...file.unread.map((why): Part => ({ part: 'note', spans: [text(sentences[why])] })),
    ]);
  const more = files.length - mostShown;
  return more > 0 ? [...drawn, { part: 'note', spans: [text(`And ${counted(more, 'more file')}.`)] }] : drawn;
}

/** A file's name in a card: outside text of at most 80 characters. */
export function fileName({ name }: Pick<FileFacts, 'name'>): string {
  const shown = outsideText(name, 80);
  // No client makes an address of what ends as no domain does: `invoice.exe` needs no brackets.
  const ending = /\[\.\]([a-z0-9]{1,10})$/i.exec(shown)?.[1];
  if (ending === undefined || isTopLevel(ending.toLowerCase())) return shown || 'a file without a name';
  return `${shown.slice(0, -ending.length - 3)}.${ending}`;
}

function wholeSpans(file: FileFacts, headed: string | undefined): readonly Span[] {
  const { hashes } = file;
  if (!hashes) return [text(nameAndSize(file))];
  const named = [
    ['SHA-256', hashes.sha256],
    ['SHA-1', hashes.sha1],
    ['MD5', hashes.md5],
  ] as const;
  const spans = named
    .filter(([, hash]) => hash !== headed?.toLowerCase())
    .map(([name, hash]) => [text(`${name} `), value(hash)]);
  return [text(`${nameAndSize(file)}. `), ...joined(spans)];
}

const shortSpans = (file: FileFacts): readonly Span[] =>
  file.hashes ? [text(`${nameAndSize(file)}. SHA-256 `), value(file.hashes.sha256)] : [text(nameAndSize(file))];

const nameAndSize = (file: FileFacts): string =>
  `File: ${fileName(file)}${file.size === undefined ? '' : `, ${sizeInWords(file.size)}`}`;

const namesOf = (files: readonly FileFacts[]): string => {
  const [first] = files;
  return files.length === 1 && first ? `file ${fileName(first)}` : counted(files.length, 'file');
};

const nothingWords = (files: readonly FileFacts[]): string =>
  files.every(({ hashes }) => !hashes)
    ? `Not read: ${namesOf(files)}`
    : `There is nothing to look up in ${namesOf(files)}.`;

const nothingIn = (files: readonly FileFacts[]): Part => ({
  part: 'heading',
  tone: 'info',
  word: files.every(({ hashes }) => !hashes) ? 'Not read' : 'Nothing found',
  spans: [text(namesOf(files))],
});

const sentences: Readonly<Record<Unread, string>> = {
  'too-large': `Not read: it is larger than ${sizeInWords(largestPosted)}. Paste its SHA-256 instead.`,
  gone: 'Not read: it is not there any more, or the platform does not let me read it.',
  'not-permitted': 'Not read: the app may not read files here. Whoever installed it can allow it (docs/files.md).',
  part: `Only its first ${sizeInWords(mostText)} were read for observables.`,
  'archive-too-large': `Its SHA-256 was looked up; archives over ${sizeInWords(largestArchive)} are not looked into.`,
  'archive-part': `Not all that is in the archive was read: at most ${sizeInWords(mostText)} of text in 1,000 files.`,
  locked: 'Files in the archive are protected by a password and were not read.',
  nested: 'Archives inside the archive were not unpacked.',
  others:
    'Programs and other files in the archive that are no text were not looked up. Post them unpacked to have their hashes looked up.',
  document: 'Documents of office programs are not looked into: paste what is to be looked up.',
  damaged: 'The archive, or a part of it, is damaged or packed in a way that I do not read.',
  bomb: 'The archive unpacks to far more than it is, as archives that are meant to do harm do: it was not read.',
};
