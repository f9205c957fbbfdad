import { z } from 'zod';
import { Failure } from '../failure.ts';
import { candidates } from '../observables/candidates.ts';
import { type Observable, observableKey } from '../observables/observable.ts';
import type { Contacts } from '../sandbox/submission.ts';
import { words } from '../xdr/answer-shape.ts';

/** So many streams are looked at, and so many observables are kept: more than anybody looks up. */
const mostStreams = 5_000;
const mostQueries = 50;
export const mostContacts = 50;

const streamShape = z.object({ protocol: words, dst: words, decoded: z.unknown().optional() });
const querySchema = z.object({ query: z.object({ query_data: words }) });

/**
 * Reads a sample's network streams. Their shape is LIKELY, as public clients of Threat Grid read it: `items` by number,
 * each with `protocol` and `dst`; DNS with `decoded`, by number, each with `query.query_data`. Whatever is no name and no
 * address is left out, and so is what `isWanted` does not want. Throws Failure `malformed` when there are no items.
 */
export function readContacts(json: unknown, isWanted: (one: Observable) => boolean): Contacts {
  const items = valuesOf(z.object({ items: z.unknown().optional() }).safeParse(json).data?.items);
  if (!items)
    throw new Failure('malformed', 'threat-grid network: no streams', { service: 'threat-grid network', status: 200 });
  const found = new Map<string, Observable>();
  for (const item of items.slice(0, mostStreams)) {
    const stream = streamShape.safeParse(item).data;
    if (!stream) continue;
    const isQuestion = /^dns$/i.test(stream.protocol ?? '');
    const said = isQuestion ? namesAsked(stream.decoded) : [stream.dst ?? ''];
    for (const one of said.flatMap(observableIn)) if (isWanted(one)) found.set(observableKey(one), one);
  }
  // Names say more than addresses, which many share.
  const all = [...found.values()].toSorted((a, b) => Number(a.type !== 'domain') - Number(b.type !== 'domain'));
  return { observables: all.slice(0, mostContacts), more: Math.max(0, all.length - mostContacts) };
}

const namesAsked = (decoded: unknown): string[] =>
  (valuesOf(decoded) ?? [])
    .slice(0, mostQueries)
    .flatMap((one) => querySchema.safeParse(one).data?.query.query_data ?? []);

/** What stands in a list, or under the numbers of an object. */
function valuesOf(json: unknown): readonly unknown[] | undefined {
  if (Array.isArray(json)) return json;
  return typeof json === 'object' && json !== null ? Object.values(json) : undefined;
}

/** The one domain or address that a text is. */
function observableIn(text: string): Observable[] {
  if (text.length > 260) return [];
  const plain = text.replace(/\.$/, '');
  const [first, ...others] = candidates(plain);
  if (!first || others.length > 0 || first.value.toLowerCase() !== plain.toLowerCase()) return [];
  return ['ip', 'ipv6', 'domain'].includes(first.shape) ? [{ type: first.shape, value: first.value }] : [];
}
