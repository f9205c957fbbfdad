import { outsideText } from '../cards/outside-text.ts';
import { titleOf } from './action-words.ts';
import type { ResponseAction } from './response-action.ts';

/** Characters of a description that are looked at. */
const longest = 600;

/** What an action's description says beyond its title, on one line of `most` characters; undefined where it says nothing more. */
export function descriptionOf(action: Pick<ResponseAction, 'title' | 'description'>, most = 140): string | undefined {
  const said = outsideText(unmarked((action.description ?? '').slice(0, longest)), most);
  return said === '' || repeats(said, titleOf(action, 200)) ? undefined : said;
}

/** Automation's workflows are described in Markdown: its marks are taken out, its words stay. */
function unmarked(markdown: string): string {
  return markdown
    .replace(/(?<![\s.:;,!?])[ \t]*\n\s{0,8}(?:[-*+]|\d{1,2}[.)]|\[[ xX]?\])[ \t]+/g, '; ')
    .replace(/^[ \t]{0,8}(?:#{1,6}[ \t]|>[ \t]?|[-*+][ \t]|\d{1,2}[.)][ \t])+/gm, '')
    .replace(/\[[ xX]?\][ \t]*(?!\()/g, '')
    .replace(/!?\[([^[\]]{0,200})\]\([^()]{0,400}\)/g, '$1')
    .replace(/\*{1,3}|`+|~~|(?<![\p{L}\p{N}])_{1,3}|_{1,3}(?![\p{L}\p{N}])/gu, '');
}

/** It holds nearly all of the title's words, and not many more. */
function repeats(description: string, title: string): boolean {
  const its = stems(description);
  const known = new Set(its);
  const words = stems(title);
  const held = words.filter((word) => known.has(word)).length;
  return held >= words.length * 0.75 && its.length <= words.length * 2 + 2;
}

/** Beginnings of words: "detections" and "detect" are one. */
const stems = (text: string): readonly string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, 5));
