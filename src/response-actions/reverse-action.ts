import type { ResponseAction } from './response-action.ts';
import { isWorkflow, spokenWords } from './spoken-words.ts';

/**
 * The action of the same module instance that undoes this one, among those that are offered for the same observable;
 * undefined when there is none, or when it is not certain which. Two are a pair when their ids or their titles say the same
 * but for the direction of their first verb, and their urls have the same parameters (the same list, the same observable).
 * "Allow" does not undo "block": modules put it on a second list. Symmetric; nothing is its own reverse.
 */
export function reverseOf(action: ResponseAction, offered: readonly ResponseAction[]): ResponseAction | undefined {
  const ofModule = [...offered, action].filter(({ moduleId }) => moduleId === action.moduleId);
  const all = [...new Map(ofModule.map((one) => [one.url, read(one)])).values()];
  const self = all.find((one) => one.action.url === action.url)!;
  const reversesOf = (one: Reading) => all.filter((other) => isReverse(one, other));
  const [reverse, ...more] = reversesOf(self);
  return reverse && more.length === 0 && reversesOf(reverse).length === 1 ? reverse.action : undefined;
}

type Reading = Readonly<{ action: ResponseAction; target: string; id: Directed | undefined; title: Directed }>;

const read = (action: ResponseAction): Reading => ({
  action,
  target: target(action),
  id: isWorkflow(action) ? undefined : directed(action.id),
  title: directed(action.title),
});

function isReverse(one: Reading, other: Reading): boolean {
  if (one.target !== other.target) return false;
  const [byId, byTitle] = [compare(one.id, other.id), compare(one.title, other.title)];
  // One of the two saying "the same direction" is enough to doubt it.
  return (byId === 'opposite' && byTitle !== 'same') || (byTitle === 'opposite' && byId !== 'same');
}

type Directed = Readonly<{
  /** The text with its directions taken out. */
  base: string;
  /** Of each word that has one, in order: does (true) or undoes (false). */
  directions: readonly boolean[];
}>;

/** `opposite`: the same words, and only the first direction differs. `same`: the first directions are alike. */
function compare(one: Directed | undefined, other: Directed | undefined): 'opposite' | 'same' | 'unlike' {
  const [first, second] = [one?.directions[0], other?.directions[0]];
  if (!one || !other || first === undefined || second === undefined) return 'unlike';
  if (first === second) return 'same';
  if (one.base !== other.base) return 'unlike';
  // A second direction is either a noun after "add" ("add to block page"), or a second thing to do that is not undone.
  const rest = (each: Directed) => each.directions.slice(1).join();
  const single = one.directions.length === 1 || one.base.startsWith('<add>');
  return single && !/\b(?:and|then)\b/.test(one.base) && rest(one) === rest(other) ? 'opposite' : 'unlike';
}

const cuttingOff: Readonly<Record<string, string>> = {
  isolate: 'isolate',
  isolation: 'isolate',
  quarantine: 'quarantine',
  contain: 'contain',
  containment: 'contain',
  block: 'block',
  blocking: 'block',
};
const nouns = Object.keys(cuttingOff).join('|');
const cutOff = new RegExp(
  `\\b(start|begin|enable|stop|end|cancel|lift|disable|release|remove)\\b((?: [\\p{L}\\p{N}]+){0,3}?) (${nouns})\\b(?! ?list)`,
  'u',
);
/** What `un…` undoes. */
const verbs = ['isolate', 'block', 'quarantine', 'contain', 'lock', 'suspend', 'ban', 'blacklist', 'mute'];
/** Verb, what it is called where it does, and where it undoes. */
const pairs: readonly (readonly [verb: string, does: readonly string[], undoes: readonly string[]])[] = [
  ['add', ['add'], ['remove', 'delete']],
  ['enable', ['enable', 'reenable'], ['disable']],
  ['activate', ['activate', 'reactivate'], ['deactivate']],
  ['allow', ['allow'], ['disallow', 'unallow']],
  ...verbs.map((verb) => [verb, [verb], [`un${verb}`, `de${verb}`]] as const),
  ['isolate', ['isolation'], []],
  ['contain', ['containment'], []],
];
const directions = new Map<string, Readonly<{ verb: string; does: boolean }>>(
  pairs.flatMap(([verb, does, undoes]) => [
    ...does.map((word) => [word, { verb, does: true }] as const),
    ...undoes.map((word) => [word, { verb, does: false }] as const),
  ]),
);
/** Small words that follow the direction: to a list, from a list. */
const small = new Set(['to', 'into', 'in', 'from', 'off', 'of', 'on', 'the', 'this', 'that', 'a', 'an']);

function directed(text: string): Directed {
  const plain = spokenWords(text)
    .replace(/\b(un|de|re) (?=\p{L})/gu, '$1')
    // "stop host isolation", "remove host from quarantine": the verb is the noun's
    .replace(
      cutOff,
      (_, verb: string, between: string, noun: string) =>
        `${['start', 'begin', 'enable'].includes(verb) ? '' : 'un'}${cuttingOff[noun]}${between}`,
    );
  const found: boolean[] = [];
  const base = plain.split(' ').flatMap((word) => {
    const direction = directions.get(word);
    if (!direction) return small.has(word) ? [] : [word];
    found.push(direction.does);
    return [`<${direction.verb}>`];
  });
  return { base: base.join(' '), directions: found };
}

/** What the url aims at beside the action itself: module and parameters, sorted, without those that name a workflow. */
function target({ url }: ResponseAction): string {
  const [path = '', ...query] = url.split('?');
  const parameters = [...new URLSearchParams(query.join('?'))]
    .filter(([name]) => name !== 'action-id' && name !== 'workflow_id')
    .map((pair) => JSON.stringify(pair));
  return [path.slice(0, path.lastIndexOf('/')), ...parameters.sort()].join();
}
