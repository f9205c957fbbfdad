import { outsideText } from '../cards/outside-text.ts';
import type { Platform } from '../incoming.ts';
import type { Mark } from './mark.ts';

/** Longest note of XDR, characters (LIKELY, as other texts of the store). */
export const longestNote = 5_000;
/** More parts than this are not written; the last one says so. No platform takes messages of that length. */
export const mostParts = 20;

/** What a note needs to know of a mark. */
export type Noted = Pick<Mark, 'text' | 'author' | 'by' | 'saidAt' | 'permalink' | 'message'>;

/**
 * A marked message as notes of at most 5,000 characters, in Markdown: who wrote it, when, where, who marked it, and then the
 * text as it was written, in a fence, so that nothing in it becomes a link, a picture or a heading. All parts of the text
 * together are the text.
 */
export function noteTexts(noted: Noted): readonly string[] {
  const pieces = cutText(noted.text, longestNote - head(noted, mostParts, mostParts, true).length - 2);
  const some = pieces.slice(0, mostParts);
  const isCut = pieces.length > some.length;
  return some.map(
    (piece, at) => `${head(noted, at + 1, some.length, isCut && at === some.length - 1)}\n\n${fenced(piece)}`,
  );
}

function head({ author, by, saidAt, permalink, message }: Noted, part: number, of: number, isCut: boolean): string {
  const { platform } = message.place;
  const lines = [
    `Message from ${nameOfPlatform[platform]}${of > 1 ? `, part ${part} of ${of}` : ''}`,
    `Written by ${called(platform, author)} at ${moment(saidAt)}`,
    `Added by ${called(platform, by)}, by xdr-chatops`,
    ...(permalink && isPlainAddress(permalink) ? [`<${permalink}>`] : []),
    ...(isCut ? ['The rest of it is longer than is kept here.'] : []),
  ];
  return lines.join('  \n');
}

const nameOfPlatform: Readonly<Record<Platform, string>> = {
  slack: 'Slack',
  teams: 'Microsoft Teams',
  terminal: 'the terminal',
};

const moment = (at: number): string => {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? 'a time unknown' : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
};

/** Names are chosen freely: what Markdown would obey is left out of them. The id says who it is. */
function called(platform: Platform, { id, name }: Noted['author']): string {
  const words = unmarked(outsideText(name ?? '', 60));
  const its = `${platform}:${unmarked(id.slice(0, 100))}`;
  return words ? `${words} (${its})` : its;
}

const unmarked = (words: string): string =>
  words
    .replace(/[\\`*_~[\]<>()#!|&$]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** An address that stands between `<` and `>` without ending there. */
const isPlainAddress = (url: string): boolean => /^https:\/\/[^\s<>\\`]{1,1000}$/.test(url);

/**
 * A fence ends with a line of as many of its signs as it began with, or more. What else may stand in that line is read in
 * several ways (marked takes a mix of both signs): so it is longer than any run of its sign in the text.
 */
function fenceFor(text: string): string {
  const longestRun = (sign: '`' | '~') =>
    (text.match(sign === '`' ? /`{3,}/g : /~{3,}/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const [ticks, tildes] = [longestRun('`'), longestRun('~')];
  return ticks <= tildes ? '`'.repeat(ticks + 1) : '~'.repeat(tildes + 1);
}

function fenced(text: string): string {
  const fence = fenceFor(text);
  return `${fence}text\n${text}\n${fence}`;
}

/** Pieces that fit with their fences, cut where a line ends if one ends in the last third, and never inside a character. */
function cutText(text: string, room: number): readonly string[] {
  const pieces: string[] = [];
  for (let rest = text; rest.length > 0 && pieces.length <= mostParts; ) {
    let size = Math.min(rest.length, room - 12);
    while (fenced(rest.slice(0, size)).length > room) size = Math.floor(size / 2);
    if (size < rest.length) size = goodEnd(rest, size);
    pieces.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return pieces;
}

function goodEnd(text: string, size: number): number {
  const line = text.lastIndexOf('\n', size - 1) + 1;
  if (line > (size * 2) / 3) return line;
  return text.charCodeAt(size - 1) >= 0xd800 && text.charCodeAt(size - 1) <= 0xdbff ? size - 1 : size;
}
