/**
 * Whether the held scopes cover a needed one, as Cisco's scope library decides: `path[:read|write|rw]`, a held path a
 * prefix of the needed path word by word, the needed access within that scope's access; no access means both.
 * Written apart from the bot's own scope code on purpose, so that the two check each other.
 */
export function coversScope(held: readonly string[], needed: string): boolean {
  const want = parse(needed);
  // `foo:read foo:write` counts as `foo`: equal paths are joined before anything is compared.
  const accessOf = new Map<string, Set<string>>();
  for (const scope of held) {
    const { path, access } = parse(scope);
    accessOf.set(path, new Set([...(accessOf.get(path) ?? []), ...access]));
  }
  return [...accessOf].some(
    ([path, access]) => `${want.path}/`.startsWith(`${path}/`) && want.access.every((each) => access.has(each)),
  );
}

function parse(scope: string): { path: string; access: readonly string[] } {
  const [path = '', access = 'rw'] = scope.split(':');
  return { path, access: access === 'rw' ? ['read', 'write'] : [access] };
}
