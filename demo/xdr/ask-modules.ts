import type { Observable } from '../../src/observables/observable.ts';
import {
  type Document,
  indicatorDocuments,
  judgementDocument,
  sightingDocument,
  verdictDocument,
} from './documents.ts';
import type { Knowledge } from './knowledge.ts';
import type { Module } from './modules.ts';
import type { ModuleFailure } from './opinion.ts';

type Kinds = Record<string, Document[]>;
export type ModuleAnswer = Readonly<{ module: string; data: unknown } & Record<string, unknown>>;
/** What deliberate and observe answer: 200 even if every module failed; `errors` only if one did. */
export type Envelope = Readonly<{ data: readonly ModuleAnswer[]; errors?: readonly Document[] }>;

/** The enabled modules that know things among `mids` (all of them if none are named; unknown ids are nobody). */
export function askedModules(knowledge: Knowledge, mids: readonly string[]): readonly Module[] {
  return knowledge.modules.filter(
    (module) => !module.actsOnly && knowledge.enabled(module) && (mids.length === 0 || mids.includes(module.id)),
  );
}

/** Puts the same question to each module. */
export function askModules(
  knowledge: Knowledge,
  question: 'deliberate' | 'observe',
  observables: readonly Observable[],
  mids: readonly string[],
  now: number,
): Envelope {
  const data: ModuleAnswer[] = [];
  const errors: Document[] = [];
  for (const module of askedModules(knowledge, mids)) {
    const failure = knowledge.failure(module, observables);
    if (failure) errors.push(moduleError(module, failure));
    if (failure && failure.type !== 'warning') continue;
    const kinds =
      question === 'deliberate'
        ? deliberate(knowledge, module, observables, now)
        : observe(knowledge, module, observables, now);
    const answer = moduleAnswer(module, kinds);
    if (answer) data.push(answer);
  }
  return errors.length > 0 ? { data, errors } : { data };
}

export function moduleError(module: Module, failure: ModuleFailure): Document {
  return { ...failure, module: module.name, module_instance_id: module.id, module_type_id: module.typeId };
}

function deliberate(knowledge: Knowledge, module: Module, observables: readonly Observable[], now: number): Kinds {
  const verdicts: Document[] = [];
  for (const observable of observables) {
    const opinion = knowledge.opinion(module, observable);
    if (opinion) verdicts.push(verdictDocument(module, observable, opinion, now));
  }
  return { verdicts };
}

function observe(knowledge: Knowledge, module: Module, observables: readonly Observable[], now: number): Kinds {
  const kinds = {
    verdicts: [] as Document[],
    judgements: [] as Document[],
    sightings: [] as Document[],
    indicators: [] as Document[],
    attack_patterns: [] as Document[],
    relationships: [] as Document[],
  };
  for (const observable of observables) {
    const opinion = knowledge.opinion(module, observable);
    if (opinion) {
      const judgement = judgementDocument(module, observable, opinion, now);
      kinds.judgements.push(judgement);
      kinds.verdicts.push({ ...verdictDocument(module, observable, opinion, now), judgement_id: judgement['id'] });
    }
    const story = knowledge.story(observable);
    for (const sighting of story?.sightings?.[module.name] ?? []) {
      kinds.sightings.push(sightingDocument(module, observable, sighting, now));
    }
    for (const each of story?.indicators?.[module.name] ?? []) {
      const { indicator, attackPattern, relationships } = indicatorDocuments(module, observable, each);
      kinds.indicators.push(indicator);
      if (attackPattern) kinds.attack_patterns.push(attackPattern);
      kinds.relationships.push(...relationships);
    }
  }
  return kinds;
}

/** A legacy module with nothing to say is left out, as older platforms did (LIKELY). */
function moduleAnswer(module: Module, kinds: Kinds): ModuleAnswer | undefined {
  const filled = Object.entries(kinds).filter(([, docs]) => docs.length > 0);
  if (module.legacyType !== undefined && filled.length === 0) return undefined;
  const shown = filled.length === 0 && module.whenSilent === 'empty-kinds' ? Object.entries(kinds).slice(0, 1) : filled;
  const data = Object.fromEntries(shown.map(([kind, docs]) => [kind, { count: docs.length, docs }]));
  return module.legacyType === undefined
    ? { module: module.name, module_instance_id: module.id, module_type_id: module.typeId, data }
    : { module: module.name, 'module-type': module.legacyType, data };
}
