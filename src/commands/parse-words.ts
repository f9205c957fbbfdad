/** The words of a command, taken apart: `enrich --private 45.83.10.7` → verb `enrich`, rest `45.83.10.7`, private. */
export type Words = Readonly<{ verb: string; rest: string; isPrivate: boolean }>;

/**
 * Reads a command's words. `--private` counts as the first or last word after the verb only: inside pasted text it is
 * text.
 */
export function parseWords(words: string): Words {
  const trimmed = words.trim();
  const verb = /^\S*/.exec(trimmed)?.[0] ?? '';
  let rest = trimmed.slice(verb.length).trim();
  let isPrivate = false;
  if (/^--private(\s|$)/.test(rest)) {
    isPrivate = true;
    rest = rest.slice('--private'.length).trim();
  } else if (/(^|\s)--private$/.test(rest)) {
    isPrivate = true;
    rest = rest.slice(0, -'--private'.length).trim();
  }
  return { verb: verb.toLowerCase(), rest, isPrivate };
}
