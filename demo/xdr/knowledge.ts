import { type Observable, observableKey } from '../../src/observables/observable.ts';
import type { Module, ModuleName } from './modules.ts';
import type { ModuleControl, ModuleFailure, Opinion } from './opinion.ts';
import { seededOpinion } from './seeded-opinions.ts';
import type { Story } from './story.ts';

/** All that the simulated modules know, and what tests have changed about it. */
export type Knowledge = Readonly<{
  modules: readonly Module[];
  /** What a module says about an observable: what a test set, else its story, else a seeded opinion. */
  opinion: (module: Module, observable: Observable) => Opinion | undefined;
  story: (observable: Observable) => Story | undefined;
  /** Why the module fails for these observables, if it does. */
  failure: (module: Module, observables: readonly Observable[]) => ModuleFailure | undefined;
  /** How long the module takes for these observables, ms. */
  latency: (module: Module, observables: readonly Observable[]) => number;
  enabled: (module: Module) => boolean;
  setVerdict: (module: ModuleName, observable: Observable, opinion: Opinion | undefined) => void;
  setModule: (module: ModuleName, control: ModuleControl) => void;
  reset: () => void;
}>;

export function createKnowledge(modules: readonly Module[], stories: readonly Story[], seed: number): Knowledge {
  const storyOf = new Map(stories.map((story) => [observableKey(story.observable), story]));
  const told = new Map<string, Map<ModuleName, Opinion | undefined>>();
  const controls = new Map<ModuleName, ModuleControl>();
  return {
    modules,
    story: (observable) => storyOf.get(observableKey(observable)),
    opinion: (module, observable) => {
      const key = observableKey(observable);
      const set = told.get(key);
      if (set?.has(module.name)) return set.get(module.name);
      const story = storyOf.get(key);
      if (story) return story.says[module.name];
      // Once a test has spoken about an observable, chance is silent about it.
      return set ? undefined : seededOpinion(seed, observable, module, modules);
    },
    failure: (module, observables) => {
      const set = controls.get(module.name)?.failure;
      if (set) return set;
      for (const observable of observables) {
        const failure = storyOf.get(observableKey(observable))?.failures?.[module.name];
        if (failure) return failure;
      }
      return undefined;
    },
    latency: (module, observables) =>
      controls.get(module.name)?.latencyMs ??
      Math.max(0, ...observables.map((each) => storyOf.get(observableKey(each))?.slow?.[module.name] ?? 0)),
    enabled: (module) => controls.get(module.name)?.enabled ?? true,
    setVerdict: (module, observable, opinion) => {
      const key = observableKey(observable);
      told.set(key, (told.get(key) ?? new Map<ModuleName, Opinion | undefined>()).set(module, opinion));
    },
    setModule: (module, control) => {
      controls.set(module, { ...controls.get(module), ...control });
    },
    reset: () => {
      told.clear();
      controls.clear();
    },
  };
}
