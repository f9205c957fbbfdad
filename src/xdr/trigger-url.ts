import { isIP } from 'node:net';
import { type Observable, observableKey } from '../observables/observable.ts';

/** Longer ones are not followed. An address of the longest URL that chat carries is shorter. */
const longestUrl = 2_000;

/** What the address of a response action says: who does what about which observable. Decoded. */
export type TriggerUrl = Readonly<{ module: string; actionId: string; type: string; values: readonly string[] }>;

/**
 * Of RFC 3986's characters those that go out as they stand; no fragment, and no `;`, at which some servers part a query.
 */
const form = /^\/respond\/trigger\/([\w.~!$&'()*+,=:@%-]+)\/([\w.~!$&'()*+,=:@%-]+)\?([\w.~!$&'()*+,=:@%/?[\]|-]+)$/;

/**
 * Reads the address of a response action, which comes from outside and is followed with a token: relative to the
 * response service, `/respond/trigger/<module>/<action>?…` with one `observable_type` and one `observable_value`, and no
 * way out of it, also not in disguise. Undefined when it is anything else. `values` has the value in both readings of
 * a `+` in a query. Source of the form: "respond/trigger" in Cisco's OpenAPI description of iroh-response.
 */
export function readTriggerUrl(url: string): TriggerUrl | undefined {
  if (url.length > longestUrl) return undefined;
  const [, moduleIn = '', actionIn = '', query = ''] = form.exec(url) ?? [];
  const [module, actionId, all] = [decoded(moduleIn), decoded(actionIn), decoded(query)];
  if (!isWord(module) || !isWord(actionId) || !all || /\p{Cc}/u.test(all)) return undefined;

  const fields = query.split('&').map((field) => {
    const [name = '', ...value] = field.split('=');
    return { name: decoded(name) ?? '', value: value.join('=') };
  });
  const one = (name: string) => {
    const found = fields.filter((field) => field.name.toLowerCase() === name);
    return found.length === 1 && found[0]?.name === name ? found[0].value : undefined;
  };
  const type = decoded(one('observable_type') ?? '');
  const value = one('observable_value');
  if (!type || !value) return undefined;
  // A URL may well have two dots in a row; it is the one that was asked about.
  const rest = fields.filter(({ name }) => name !== 'observable_value');
  if (rest.some((field) => `${field.name}=${decoded(field.value)}`.includes('..'))) return undefined;
  const values = [decoded(value), decoded(value.replaceAll('+', '%20'))].filter((each) => each !== undefined);
  return { module, actionId, type, values };
}

/** Whether an address that was read is about this observable, in whichever of its usual spellings. */
export const isAbout = ({ type, values }: TriggerUrl, asked: Observable): boolean =>
  type === asked.type && values.some((value) => spelling({ type, value }) === spelling(asked));

/** One spelling of what means the same. Unlike in reading verdicts, the path of a URL keeps its case: to act is to be exact. */
function spelling({ type, value }: Observable): string {
  const key = observableKey({ type, value });
  if (type === 'domain' || type === 'hostname') return key.replace(/\.$/, '');
  if (type === 'url') return URL.parse(value)?.href ?? key;
  if (type === 'ipv6' && isIP(value) === 6) return URL.parse(`http://[${value}]`)?.hostname ?? key;
  if (type === 'mac_address') return key.replace(/[:.-]/g, '');
  return key;
}

/**
 * A part of a path that no server reads as more than one, or as a way up; also not when it decodes twice. Without what
 * nobody sees, so that no `block` is another than it looks.
 */
const isWord = (part: string | undefined): part is string =>
  !!part && part !== '.' && !part.includes('..') && !/[%/\\]|\p{C}/u.test(part);

/** Undefined when it is not UTF-8, percent-encoded. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
