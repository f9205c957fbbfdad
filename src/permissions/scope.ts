/**
 * Scopes of Cisco XDR's API clients, by the rules of Cisco's own library (github.com/threatgrid/scopula): `path` or
 * `path:access`, the path being words joined by `/`, the access `read`, `write` or `rw`; no access means `rw`.
 */
export type Scope = Readonly<{ path: readonly string[]; read: boolean; write: boolean }>;

/** A word: printable ASCII without space, `"`, `\`, `/` and `:`. */
const word = /^[!#-.0-9;-[\]-~]+$/;

/** Reads one scope; undefined when it does not follow the grammar. */
export function parseScope(text: string): Scope | undefined {
  const [path = '', access = 'rw', ...rest] = text.split(':');
  if (rest.length > 0 || !['read', 'write', 'rw'].includes(access)) return undefined;
  const words = path.split('/');
  if (!words.every((each) => word.test(each))) return undefined;
  return { path: words, read: access !== 'write', write: access !== 'read' };
}

export function writeScope({ path, read, write }: Scope): string {
  return `${path.join('/')}${read && write ? '' : read ? ':read' : ':write'}`;
}

/** True when `held` alone grants `needed`: its path is a prefix word by word, and its access contains the needed one. */
export function covers(held: Scope, needed: Scope): boolean {
  if ((needed.read && !held.read) || (needed.write && !held.write)) return false;
  return held.path.every((each, index) => each === needed.path[index]);
}

/**
 * The scopes of a space-separated list, equal paths joined (`foo:read foo:write` is `foo`), what another covers dropped,
 * sorted. What does not follow the grammar grants nothing and is left out; so do aliases (`+name`), which a token never shows.
 */
export function normaliseScopes(list: string): readonly Scope[] {
  const joined = new Map<string, Scope>();
  for (const text of list.split(/\s+/)) {
    const scope = parseScope(text);
    if (!scope || scope.path[0]?.startsWith('+')) continue;
    const key = scope.path.join('/');
    const other = joined.get(key);
    joined.set(key, other ? { ...scope, read: scope.read || other.read, write: scope.write || other.write } : scope);
  }
  const scopes = [...joined.values()];
  return scopes
    .filter((scope) => !scopes.some((other) => other !== scope && covers(other, scope)))
    .sort((one, other) => (writeScope(one) < writeScope(other) ? -1 : 1));
}

/** Those of `needed` that no single scope of the space-separated list `held` covers, as they were written. */
export function missing(held: string, needed: readonly string[]): string[] {
  const scopes = normaliseScopes(held);
  return needed.filter((text) => {
    const scope = parseScope(text);
    return !scope || !scopes.some((each) => covers(each, scope));
  });
}
