import type { Observable } from '../../src/observables/observable.ts';
import { askedModules } from './ask-modules.ts';
import type { Document } from './documents.ts';
import type { Knowledge } from './knowledge.ts';
import type { Module } from './modules.ts';

/** What refer answers: pivots of all modules in one list; the observable is named only inside `id` and `url`. */
export function pivots(knowledge: Knowledge, observables: readonly Observable[]): { data: readonly Document[] } {
  const modules = askedModules(knowledge, []);
  const data = observables.flatMap((observable) => {
    const encoded = encodeURIComponent(observable.value);
    const usual = modules.flatMap((module) => {
      const pivot = module.knows.includes(observable.type) ? module.pivot : undefined;
      if (!pivot) return [];
      const description = `Look this ${observable.type} up in ${module.name}`;
      const url = pivot.url(observable.type, encoded);
      return [reference(module, `ref-${module.id}-${observable.type}-${encoded}`, pivot.title, description, url)];
    });
    const told = (knowledge.story(observable)?.pivots ?? []).flatMap((pivot, i) => {
      const module = modules.find((each) => each.name === pivot.module);
      const id = `ref-story-${i}-${observable.type}-${encoded}`;
      return module ? [reference(module, id, pivot.title, pivot.description, pivot.url)] : [];
    });
    return [...usual, ...told];
  });
  return { data };
}

function reference(module: Module, id: string, title: string, description: string, url: string): Document {
  return {
    id,
    module: module.name,
    module_instance_id: module.id,
    module_type_id: module.typeId,
    title,
    description,
    url,
    categories: [module.name, title.startsWith('Search') ? 'Search' : 'Browse'],
  };
}
