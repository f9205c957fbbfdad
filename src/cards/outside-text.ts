/**
 * Text that somebody else wrote (a source's name, a reason, a title, an error) made fit for one line of a card: one line,
 * nothing invisible, no live address, at most `limit` characters. Markup is each renderer's to escape; this is the layer
 * below, which holds for all of them.
 */
export function outsideText(text: string, limit = 200): string {
  const short = text.slice(0, limit * 4); // what follows would be cut anyway: work stays bounded by `limit`
  return fold(deaden(printable(short)), limit, short.length < text.length);
}

/** A source's name; it may be missing or blank. */
export const sourceName = (module: string): string => outsideText(module, 60) || 'a source without a name';

/**
 * Removes what a screen or terminal would obey and not show: control characters, escape sequences' first bytes,
 * directions, zero-width characters, lone surrogates, towers of accents. Line ends and tabs become spaces.
 */
export function printable(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\u0085]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
    .trim();
}

/** Cuts by characters, never inside one, and shows the cut. */
export function fold(text: string, limit: number, more = false): string {
  if (text.length <= limit && !more) return text;
  const characters = Array.from(text.slice(0, limit * 2 + 2));
  return characters.length <= limit && !more ? text : `${characters.slice(0, limit - 1).join('')}…`;
}

/** Breaks whatever a chat client or terminal would make clickable or take for a mention. Leaves defanged text as it is. */
function deaden(text: string): string {
  return text
    .replace(/\bhttp(s?)(?=:)/gi, 'hxxp$1')
    .replace(/(?<!hxxps?):\/\//gi, '[://]')
    .replace(
      /(?<=[\p{L}\p{N}_-])[.\u2024\u3002\uFE52\uFF0E\uFF61](?=[\p{L}\p{N}-]{0,62}\p{L}[\p{L}\p{N}-]|[\p{L}\p{N}-]{1,62}\p{L})/gu,
      '[.]',
    )
    .replace(/(?<=\d\.\d{1,3}\.\d{1,3})\.(?=\d)/g, '[.]')
    .replace(/(?<=[^\s@[(<])[@\uFE6B\uFF20](?=[^\s@\])>])/g, '[@]')
    .replace(/<(?=[!@#/a-z])/gi, '‹');
}
