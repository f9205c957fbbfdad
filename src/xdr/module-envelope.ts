import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { Gap } from '../verdicts/verdict.ts';
import { listOf, words } from './answer-shape.ts';

/** What one module answered, not yet read: the item as it came, and its documents by kind (`verdicts`, …). */
export type ModuleAnswer = Readonly<{ module: string; item: unknown; docs: (kind: string) => readonly unknown[] }>;

export type ModuleEnvelope = Readonly<{
  answers: readonly ModuleAnswer[];
  gaps: readonly Gap[];
  /** Names of the modules that answered, those with a warning among them. */
  answered: readonly string[];
}>;

/** Names of module instances by id, learned from answers: in `errors` the name may be missing. */
export type ModuleNames = Map<string, string>;
const mostNames = 1000;

const moduleShape = z.looseObject({ module: words, module_instance_id: words, 'module-type': words });
type Module = Readonly<z.infer<typeof moduleShape>>;
const errorShape = z.object({ code: words, message: words, type: words });

/**
 * Reads the envelope that deliberate, observe and refer share: HTTP 200 with `data` by module and `errors` of those that
 * failed or warned. Documents of 2020 carry `module-type` in place of ids. Throws Failure `malformed`.
 */
export function readEnvelope(json: unknown, service: string, names: ModuleNames): ModuleEnvelope {
  const { data, errors } = readParts(json, service);
  learnNames([...data, ...errors], names);
  const answers: ModuleAnswer[] = [];
  const answered = new Map<string, string>();
  const gaps: Gap[] = [];

  for (const item of data) {
    const kinds = item['data'] ?? {};
    const module = nameOf(item, names);
    if (typeof kinds !== 'object' || Array.isArray(kinds)) {
      gaps.push({ module, why: 'failed', partial: false });
      continue;
    }
    answered.set(keyOf(item), module);
    answers.push({ module, item, docs: (kind) => docsOf((kinds as Readonly<Record<string, unknown>>)[kind]) });
  }
  for (const item of errors) {
    const error = errorShape.parse(item);
    const module = nameOf(item, names);
    const partial = /^warn/i.test(error.type ?? '') || answered.has(keyOf(item));
    if (partial) answered.set(keyOf(item), module);
    gaps.push({ module, why: reasonIn(error.code) ?? reasonIn(error.message) ?? 'failed', partial });
  }
  return { answers, gaps: withoutRepeats(gaps), answered: [...answered.values()] };
}

function readParts(json: unknown, service: string): { data: Module[]; errors: Module[] } {
  const envelope = z.object({ data: z.array(z.unknown()).nullish(), errors: z.unknown().optional() }).safeParse(json);
  if (!envelope.success || (!envelope.data.data && envelope.data.errors == null))
    throw new Failure('malformed', `${service}: not the documented envelope`, { service });
  return { data: modulesIn(envelope.data.data), errors: modulesIn(envelope.data.errors) };
}

const modulesIn = (value: unknown): Module[] =>
  listOf(value).flatMap((each) => {
    const read = moduleShape.safeParse(each);
    return read.success ? [read.data] : [];
  });

function learnNames(items: readonly Module[], names: ModuleNames): void {
  for (const { module, module_instance_id: id } of items) {
    if (id && module && (names.has(id) || names.size < mostNames)) names.set(id, module);
  }
}

const keyOf = ({ module, module_instance_id: id, 'module-type': type }: Module) => id ?? `name ${module ?? type ?? ''}`;

const nameOf = ({ module, module_instance_id: id, 'module-type': type }: Module, names: ModuleNames) =>
  module ?? names.get(id ?? '') ?? type ?? (id ? `module ${id}` : 'unnamed module');

const docsOf = (kind: unknown) => (typeof kind === 'object' && kind && 'docs' in kind ? listOf(kind.docs) : []);

/** Codes and messages are free text of the module, so they are told apart by their words. */
const reasons: readonly (readonly [RegExp, Gap['why']])[] = [
  [/unauth|authori[sz]|authent|\bauth\b|permission|denied|forbidden|credential/i, 'not-permitted'],
  [/time-?out|timed[ _-]?out|still processing/i, 'timed-out'],
  [/too[ _-]many(?![ _-]messages)|rate[ _-]?limit|quota|throttl/i, 'rate-limited'],
  [/unsupported|not supported/i, 'unsupported'],
];

const reasonIn = (text = '') => reasons.find(([pattern]) => pattern.test(text))?.[1];

/** One gap for each module, reason and extent. */
export function withoutRepeats(gaps: readonly Gap[]): Gap[] {
  return [...new Map(gaps.map((gap) => [`${gap.module}\n${gap.why}\n${gap.partial}`, gap])).values()];
}
