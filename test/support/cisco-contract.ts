import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

/**
 * Cisco's own API descriptions (Swagger 2), which are no part of this project: they lie beside its checkout on machines
 * of the project, and nowhere else.
 */
const FOLDER = path.resolve(import.meta.dirname, '..', '..', '..', 'shared', 'reference', 'openapi');
const FILES = [
  'iroh-inspect',
  'iroh-enrich',
  'iroh-response',
  'iroh-event',
  'iroh-webhook',
  'iroh-private-intel',
  'ctia',
] as const;

/** Whether the descriptions are here. If not, the checks below find nothing, and tests have to say that they skip. */
export const ciscoContractPresent = existsSync(path.join(FOLDER, 'iroh-inspect.json'));

type Parameter = { in: string; name: string; required?: boolean };
type Operation = { parameters?: Parameter[]; responses: Record<string, { schema?: unknown }> };
type Description = { paths: Record<string, Record<string, Operation>>; definitions: object };
type Found = { file: string; template: string; method: string; operation: Operation };

const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
formats.default(ajv);
const descriptions = new Map<string, Description>();
const validators = new Map<string, ValidateFunction>();

/**
 * What is wrong with a request by Cisco's descriptions, one line each; empty if nothing is, or if they are absent.
 * `pathAndQuery` as sent: `/iroh/iroh-enrich/deliberate/observables?mids=a&mids=b`; `body` parsed, undefined for none.
 */
export function validateRequest(method: string, pathAndQuery: string, body?: unknown): string[] {
  if (!ciscoContractPresent) return [];
  const found = find(method, pathAndQuery);
  if (!found) return [`not described: ${method} ${pathAndQuery}`];
  const parameters = found.operation.parameters ?? [];
  const query = new URLSearchParams(pathAndQuery.split('?')[1]);
  const known = parameters.filter((each) => each.in === 'query');
  const bodyAt = parameters.findIndex((each) => each.in === 'body');
  return [
    ...[...new Set(query.keys())].filter((name) => !known.some((each) => each.name === name)).map((n) => `query ${n}?`),
    ...known.filter((each) => each.required && !query.has(each.name)).map((each) => `query ${each.name} is missing`),
    ...(bodyAt >= 0 ? faults(found, ['parameters', String(bodyAt), 'schema'], body) : []),
    ...(bodyAt < 0 && body !== undefined ? ['a body where none is described'] : []),
  ];
}

/** What is wrong with an answer, likewise. A status that is not described is one fault, so ask `describes` first. */
export function validateResponse(method: string, pathAndQuery: string, status: number, body: unknown): string[] {
  if (!ciscoContractPresent) return [];
  const found = find(method, pathAndQuery);
  const response = found?.operation.responses[status];
  if (!found || !response) return [`not described: ${method} ${pathAndQuery} ${status}`];
  return response.schema === undefined ? [] : faults(found, ['responses', String(status), 'schema'], body);
}

/** Whether Cisco describes this route, and this status of it if one is given. */
export function describes(method: string, pathAndQuery: string, status?: number): boolean {
  const operation = find(method, pathAndQuery)?.operation;
  return operation !== undefined && (status === undefined || operation.responses[status] !== undefined);
}

function find(method: string, pathAndQuery: string): Found | undefined {
  if (!ciscoContractPresent) return undefined;
  const wanted = pathAndQuery.split('?')[0]!.split('/');
  let best: Found | undefined;
  for (const file of FILES) {
    for (const [template, operations] of Object.entries(description(file).paths)) {
      const operation = operations[method.toLowerCase()];
      const parts = template.split('/');
      const same =
        parts.length === wanted.length && parts.every((part, i) => /^{.+}$/.test(part) || part === wanted[i]);
      // `/casebook/search` is that route, and not the casebook whose id is `search`.
      if (operation && same && !(best && best.template.split('{').length <= template.split('{').length))
        best = { file, template, method: method.toLowerCase(), operation };
    }
  }
  return best;
}

function faults({ file, template, method }: Found, at: readonly string[], value: unknown): string[] {
  const pointer = ['paths', template, method, ...at].map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'));
  const reference = `${file}#/${pointer.map(encodeURIComponent).join('/')}`;
  const validate = validators.get(reference) ?? ajv.compile({ $ref: reference });
  validators.set(reference, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    (each) => `${each.instancePath || '/'} ${each.message} ${JSON.stringify(each.params)}`,
  );
}

function description(file: string): Description {
  const known = descriptions.get(file);
  if (known) return known;
  const read = JSON.parse(readFileSync(path.join(FOLDER, `${file}.json`), 'utf8')) as Description;
  ajv.addSchema({ paths: read.paths, definitions: read.definitions }, file);
  descriptions.set(file, read);
  return read;
}
