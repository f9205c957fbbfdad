import { randomUUID } from 'node:crypto';
import { seededCasebooks } from './casebook-seeds.ts';
import type { Document } from './documents.ts';
import { iso, lastPart, stamped, storeAddress } from './incident-documents.ts';

/** The casebooks of the simulation, and what they are linked to. */
export type Casebooks = Readonly<{
  /** Newest last, as they were made. */
  list: () => readonly Document[];
  /** What a search finds: not yet what was written without `wait_for` in the last second. */
  found: () => readonly Document[];
  /** By its short id, or its address. */
  read: (id: string) => Document | undefined;
  /** Keeps a casebook that is well formed; else says what is wrong with it. */
  create: (body: unknown, waits: boolean) => Document | { wrong: string };
  patch: (id: string, fields: Document) => Document | { wrong: string } | undefined;
  /** `add` appends and removes no duplicates; `remove` takes away what is equal; `replace` puts in its place. */
  work: (id: string, field: 'observables' | 'texts', operation: unknown, items: readonly unknown[]) => Work;
  /** A relationship `related-to` from the casebook to the incident. */
  link: (casebook: string, incident: string, tlp: string) => Document;
  links: () => readonly Document[];
  reset: () => void;
}>;

type Work = Document | { wrong: string } | undefined;

/** The store's limits of texts, characters. */
const LONGEST = { title: 1024, text: 5000 } as const;
/** What was written without waiting stands in no search for so long, milliseconds. */
const REFRESH = 1_000;

export function createCasebooks(now: () => number): Casebooks {
  const seeds = () => new Map(seededCasebooks(now()).map((seed) => [lastPart(String(seed['id'])), seed]));
  let casebooks = seeds();
  let links: Document[] = [];
  const hiddenUntil = new Map<string, number>();

  const change = (id: string, fields: Document): Document | undefined => {
    const before = casebooks.get(lastPart(id));
    if (!before) return undefined;
    const after = { ...before, ...fields, modified: iso(now()) };
    casebooks.set(lastPart(id), after);
    return after;
  };
  return {
    list: () => [...casebooks.values()],
    found: () => [...casebooks].flatMap(([id, one]) => ((hiddenUntil.get(id) ?? 0) > now() ? [] : [one])),
    read: (id) => casebooks.get(lastPart(id)),
    create: (body, waits) => {
      const wrong = wrongIn(body);
      if (wrong) return { wrong };
      const id = `casebook-${randomUUID()}`;
      const made = {
        ...stamped(now()),
        tlp: 'green', // the store's own default
        observables: [],
        texts: [],
        timestamp: iso(now()),
        ...(body as Document),
        type: 'casebook',
        id: storeAddress('casebook', id),
      };
      casebooks.set(id, made);
      if (!waits) hiddenUntil.set(id, now() + REFRESH);
      return made;
    },
    patch: (id, fields) => {
      const wrong = wrongIn(fields);
      return wrong ? { wrong } : change(id, fields);
    },
    work: (id, field, operation, items) => {
      const before = casebooks.get(lastPart(id));
      if (!before) return undefined;
      const wrong = wrongIn({ [field]: items });
      if (wrong) return { wrong };
      const held = (before[field] as readonly unknown[] | undefined) ?? [];
      const same = (one: unknown) => items.some((item) => JSON.stringify(item) === JSON.stringify(one));
      switch (operation) {
        case 'add':
          return change(id, { [field]: [...held, ...items] });
        case 'remove':
          return change(id, { [field]: held.filter((one) => !same(one)) });
        case 'replace':
          return change(id, { [field]: items });
        default:
          return { wrong: 'operation' };
      }
    },
    link: (casebook, incident, tlp) => {
      const made = {
        ...stamped(now()),
        type: 'relationship',
        id: storeAddress('relationship', `relationship-${randomUUID()}`),
        relationship_type: 'related-to',
        source_ref: storeAddress('casebook', lastPart(casebook)),
        target_ref: storeAddress('incident', lastPart(incident)),
        tlp,
      };
      links.push(made);
      return made;
    },
    links: () => links,
    reset: () => {
      casebooks = seeds();
      links = [];
      hiddenUntil.clear();
    },
  };
}

/** Fields that a client may send (NewCasebook); the store sets the others itself. */
const FIELDS = new Set(
  'type title short_description description observables texts bundle tlp source source_uri timestamp external_ids external_references language revision'.split(
    ' ',
  ),
);

function wrongIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'body';
  const fields = body as Record<string, unknown>;
  const strange = Object.keys(fields).find((name) => !FIELDS.has(name));
  if (strange) return strange;
  const tooLong = (value: unknown, most: number) =>
    value !== undefined && (typeof value !== 'string' || value.length > most);
  if (tooLong(fields['title'], LONGEST.title)) return 'title';
  for (const name of ['description', 'short_description', 'source']) {
    if (tooLong(fields[name], LONGEST.text)) return name;
  }
  const observables = fields['observables'] ?? [];
  if (!Array.isArray(observables) || !observables.every(isObservable)) return 'observables';
  const texts = fields['texts'] ?? [];
  if (!Array.isArray(texts) || texts.some((one: { text?: unknown }) => tooLong(one?.text ?? 0, LONGEST.text)))
    return 'texts';
  return undefined;
}

const isObservable = (one: unknown): boolean =>
  typeof one === 'object' &&
  one !== null &&
  Object.keys(one).every((key) => key === 'type' || key === 'value') &&
  typeof (one as { type?: unknown }).type === 'string' &&
  typeof (one as { value?: unknown }).value === 'string';
