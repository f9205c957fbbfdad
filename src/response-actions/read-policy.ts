import { type Document, isAlias, isMap, isNode, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { type PolicyFile, policyShape } from './policy-file.ts';

/** Bytes of a policy file: far above what people write, far below what costs anything to read. */
export const longestPolicy = 64 * 1024;
/** Problems told of one file; who has more repairs these first. */
const mostProblems = 20;

/**
 * Reads a policy file's text, YAML or JSON (which is YAML). Problems are sentences that begin with their place in the file:
 * `line 7 (actions › block › approvals) must be …`. Anchors and tags are refused: they can make a small file huge, or mean
 * something else than what stands there.
 */
export function readPolicy(text: string): { file: PolicyFile } | { problems: readonly string[] } {
  const lines = new LineCounter();
  const lineOf = (offset: number) => `line ${lines.linePos(offset).line}`;
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error', schema: 'core' });
  const unread = [...document.errors, ...document.warnings].map(({ message, pos }) => [pos[0], message] as const);
  if (unread.length === 0)
    visit(document, {
      Alias: (_, { range }) => void unread.push([range?.[0] ?? 0, 'aliases (*) are not taken; write it out']),
      Pair: (_, { key }) => {
        if (isNode(key) && (!('value' in key) || key.value === '__proto__'))
          unread.push([key.range?.[0] ?? 0, 'a key must be one word or text']);
      },
    });
  if (unread.length > 0)
    // One fault of form makes others that are none.
    return { problems: unread.slice(0, 3).map(([at, message]) => `${lineOf(at)} cannot be read: ${lowered(message)}`) };

  const read = policyShape.safeParse(document.toJS({ maxAliasCount: 0 }) ?? {});
  if (read.success) return { file: read.data };
  const found = read.error.issues.flatMap((issue) => pathsOf(issue).map((path) => ({ path, message: issue.message })));
  const told = found
    .slice(0, mostProblems)
    .map(({ path, message }) => `${lineOf(offsetAt(document, path))} (${path.join(' › ')}) ${message}`);
  const more = found.length - told.length;
  return { problems: more > 0 ? [...told, `has ${more} problems more`] : told };
}

/** Where an issue is: a key that is not known is its own place. */
const pathsOf = (issue: z.core.$ZodIssue): (readonly PropertyKey[])[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => [...issue.path, key])
    : [issue.path.length > 0 ? issue.path : ['the whole file']];

/** Where a path, or what there is of it, begins in the text: at its key where it has one. */
function offsetAt(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(isNode(key) && 'value' in key ? key.value : key) === step);
      if (!pair) return offset;
      offset = (isNode(pair.key) ? pair.key.range?.[0] : undefined) ?? offset;
      node = pair.value;
    } else {
      node =
        typeof node === 'object' && node !== null && 'items' in node
          ? (node.items as unknown[])[Number(step)]
          : undefined;
      if (!isNode(node) || isAlias(node)) return offset;
      offset = node.range?.[0] ?? offset;
    }
  }
  return offset;
}

const lowered = (message: string) =>
  /call stack/.test(message) ? 'it is nested too deeply' : message.slice(0, 1).toLowerCase() + message.slice(1);
