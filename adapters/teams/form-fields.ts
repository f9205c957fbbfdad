import { z } from 'zod';
import { limits } from './limits.ts';

/** Before the name of a field in the id of its input: no key of our own begins so. */
const prefix = 'field-';

export const fieldId = (name: string): string => `${prefix}${name}`;

const name = /^field-([A-Za-z]{1,40})$/;
const given = z.record(z.string(), z.unknown());
const sent = z.object({ form: z.literal(true) });

/**
 * What was typed and chosen, by name, out of the data of a button, into which clients merge it; undefined when the button
 * is not one of a form. Whatever is no text, has no name of a field or is longer than any field takes is left out.
 */
export function readFields(data: unknown): Readonly<Record<string, string>> | undefined {
  const all = Object.entries(given.safeParse(data).data ?? {}).flatMap(([id, value]): [string, string][] => {
    const [, field] = name.exec(id) ?? [];
    if (field === undefined || typeof value !== 'string') return [];
    const text = value.replaceAll('\r\n', '\n').toWellFormed();
    return text.length <= limits.typed ? [[field, text]] : [];
  });
  // Of a form whose fields are all empty some clients send none.
  if (all.length === 0 && !sent.safeParse(data).success) return undefined;
  return Object.fromEntries(all.slice(0, limits.fields));
}
