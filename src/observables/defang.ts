import type { Observable } from './observable.ts';

/**
 * An observable, or any string from outside, as it may be shown: `hxxp://evil[.]example`, `user[@]evil[.]example`,
 * `2001[:]db8[:][:]1`. Whatever the string is, no chat platform or mail program makes a link of the result, and nothing
 * invisible, no line break and no change of writing direction is left in it: such characters are shown by their code.
 *
 * `candidates` reads the result as the observable again.
 *
 * @param type XDR's type of a value given as a bare string; without it the string is treated as text.
 */
export function defang(observable: Observable | string, type?: string): string {
  const isValue = typeof observable === 'string';
  const value = visible(isValue ? observable : observable.value);
  switch (isValue ? type : observable.type) {
    case 'ipv6':
      return defanged(value).replace(/(?<!\[):(?!\/\/)/g, '[:]');
    default:
      return defanged(value);
  }
}

/**
 * A scheme's separator, dots (also the full-width and ideographic ones that browsers read as dots) and at signs. What is
 * in brackets already stays as it is.
 */
const LIVE =
  /\[(?:\.|@|:\/\/)\]|(\b(?:http|hxxp)(s?))?([:\uFE55\uFF1A][/\uFF0F]{2})|[.\u2024\u3002\uFE52\uFF0E\uFF61]|[@\uFE6B\uFF20]/gi;

function defanged(value: string): string {
  return value.replace(LIVE, (all, http?: string, s?: string, separator?: string) => {
    if (http !== undefined) return `hxxp${s!.toLowerCase()}://`;
    if (separator !== undefined) return '[://]';
    if (all.startsWith('[')) return all;
    return /[@\uFE6B\uFF20]/.test(all) ? '[@]' : '[.]';
  });
}

/** Control, format (zero-width, bidirectional) and unassigned characters, surrogates by themselves, line separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

function visible(value: string): string {
  return value.replace(UNSEEN, (c) => `{U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}}`);
}
