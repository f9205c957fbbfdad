import { createHash } from 'node:crypto';

/** The namespace that STIX 2.1 (section 2.9) gives for the ids of observables, and for nothing else. */
const observableNamespace = '00abedb4-aa42-466c-9c01-fed23315a9b7';
/** Ours, for everything else: the same thing of the same room has the same id in every export. */
const ownNamespace = '5f0e8f3c-58a1-4a0b-9f39-6d6b1f2a7c11';

/** A UUID of version 5 (RFC 9562): SHA-1 over the namespace and the name. */
export function uuidV5(namespace: string, name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest()
    .subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * The id of an observable: over those of its properties that its type names, as canonical JSON (RFC 8785), which for
 * strings and dictionaries of strings is JSON with sorted names.
 */
export const observableId = (type: string, contributing: Readonly<Record<string, unknown>>): string =>
  `${type}--${uuidV5(observableNamespace, canonical(contributing))}`;

/** The id of everything else, over what makes it what it is. */
export const ownId = (type: string, ...parts: readonly string[]): string =>
  `${type}--${uuidV5(ownNamespace, JSON.stringify([type, ...parts]))}`;

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const sorted = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${sorted.map(([name, its]) => `${JSON.stringify(name)}:${canonical(its)}`).join(',')}}`;
}
