/** The words of a command, taken apart: `enrich --private 45.83.10.7` → verb `enrich`, rest `45.83.10.7`, private. */
export type Words = Readonly<{ verb: string; rest: string; isPrivate: boolean }>;

/**
 * Reads a command's words. `--private` counts as the first or last word after the verb only: inside pasted text it is
 * text. Telephones and Macs write its two hyphens as one dash.
 */
export function parseWords(words: string): Words {
  const trimmed = words.trim();
  const verb = /^\S*/.exec(trimmed)?.[0] ?? '';
  const rest = trimmed.slice(verb.length).trim();
  const first = /^(?:--|[\u2013\u2014])private(?:\s|$)/.exec(rest);
  const last = first ? null : /(?:^|\s)(?:--|[\u2013\u2014])private$/.exec(rest);
  return {
    verb: verb.toLowerCase(),
    rest: (first ? rest.slice(first[0].length) : last ? rest.slice(0, last.index) : rest).trim(),
    isPrivate: first !== null || last !== null,
  };
}

/** An option that nobody knows, such as `--secret`: who wrote it meant something, so it must not be taken as text. */
export const unknownOption = (rest: string): boolean => /^(?:--|[\u2013\u2014])[a-z]/i.test(rest);
