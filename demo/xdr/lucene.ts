import type { Document } from './documents.ts';
import { lastPart } from './incident-documents.ts';

/** Whether a document fits a query. */
export type Fits = (document: Document) => boolean;

/** A query that the store cannot read: it answers 400 to that. */
export class BadQuery extends Error {}

type Token = Readonly<{ kind: '(' | ')' | ':' | 'AND' | 'OR' | 'NOT' | 'quoted' | 'word'; text: string }>;

/** Characters that mean something outside of quotes (Lucene's classic syntax). */
const special = /[\s()":\\[\]{}^~+\-!&|/]/;

/**
 * The part of Lucene's classic syntax that a search of the store needs: `field:"words"`, `field:(a OR b)`, `*`, AND, OR, NOT
 * and brackets. Inside quotes a backslash takes the next character as it is. Anything else is a BadQuery, as the store's is.
 */
export function readQuery(query: string): Fits {
  const tokens = tokensOf(query);
  let at = 0;
  const take = (kind: Token['kind']): Token | undefined => (tokens[at]?.kind === kind ? tokens[at++] : undefined);
  const must = (kind: Token['kind']): Token => {
    const token = take(kind);
    if (!token) throw new BadQuery(`Failed to parse query [${query.slice(0, 60)}]`);
    return token;
  };

  const any = (field: string | undefined): Fits => {
    const parts = [all(field)];
    while (take('OR')) parts.push(all(field));
    return (document) => parts.some((fits) => fits(document));
  };
  const all = (field: string | undefined): Fits => {
    const parts = [one(field)];
    while (take('AND')) parts.push(one(field));
    return (document) => parts.every((fits) => fits(document));
  };
  const one = (field: string | undefined): Fits => {
    if (take('NOT')) {
      const fits = one(field);
      return (document) => !fits(document);
    }
    if (take('(')) {
      const fits = any(field);
      must(')');
      return fits;
    }
    const quoted = take('quoted');
    if (quoted) return said(field, quoted.text);
    const word = must('word').text;
    if (take(':')) return one(word);
    return word === '*' ? () => true : said(field, word);
  };

  const fits = any(undefined);
  if (at < tokens.length) throw new BadQuery(`Failed to parse query [${query.slice(0, 60)}]`);
  return fits;
}

/** The store folds the case of words (LIKELY); without a field any value will do. */
const said =
  (field: string | undefined, text: string): Fits =>
  (document) => {
    const wanted = text.toLowerCase();
    // What the field `id` holds is the short id, though answers tell the address.
    const values =
      field === undefined
        ? Object.values(document)
        : [field === 'id' ? lastPart(String(document['id'])) : valueAt(document, field)];
    return values.flat().some((value) => String(value).toLowerCase() === wanted);
  };

const valueAt = (document: Document, field: string): unknown =>
  field
    .split('.')
    .reduce<unknown>((at, name) => (typeof at === 'object' && at ? (at as Document)[name] : undefined), document);

function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < query.length; ) {
    const sign = query[at]!;
    if (/\s/.test(sign)) at += 1;
    else if (sign === '(' || sign === ')' || sign === ':') {
      tokens.push({ kind: sign, text: sign });
      at += 1;
    } else if (sign === '"') {
      let text = '';
      for (at += 1; query[at] !== '"'; at += 1) {
        if (at >= query.length) throw new BadQuery('a quotation is not closed');
        if (query[at] === '\\') at += 1;
        text += query[at] ?? '';
      }
      at += 1;
      tokens.push({ kind: 'quoted', text });
    } else if (special.test(sign)) throw new BadQuery(`unexpected ${sign}`);
    else {
      let text = '';
      for (; at < query.length && !special.test(query[at]!); at += 1) text += query[at];
      tokens.push({ kind: text === 'AND' || text === 'OR' || text === 'NOT' ? text : 'word', text });
    }
  }
  return tokens;
}
