import { Failure, type FailureKind } from '../failure.ts';
import { type Observable, observableKey } from '../observables/observable.ts';
import type { Ask, Deliberate, Deliberation, Gap, Verdict } from '../verdicts/verdict.ts';
import { within } from '../within.ts';

/** A source that is asked beside the modules. */
export type Store = Readonly<{
  /** Its name, as of a module. */
  name: string;
  /** What it says goes before all others. */
  own: boolean;
  /** XDR may ask it itself, as a module of this name: then it need not be asked beside it, because that tells as much. */
  isAskedByModule: boolean;
  granted: () => Promise<boolean>;
  /** One verdict at most on each. `cut`: there may be more. Rejects with a Failure. */
  ask: (
    observables: readonly Observable[],
    ask: Ask,
  ) => Promise<Readonly<{ verdicts: readonly Verdict[]; cut: boolean; unasked: readonly Observable[] }>>;
}>;

/** So long (milliseconds) a store may take at least; while modules are waited for, it may take as long as they do. */
const patience = 3_000;
/** A store that refuses the client is left alone for so long, milliseconds. */
const refusalRests = 10 * 60_000;
/** For so long (milliseconds) it is believed that XDR asks a store by a module. */
const modulesStay = 60 * 60_000;

/**
 * `deliberate` with the stores as further sources: they are asked at the same time, and what they say joins what the
 * modules say. A store that fails is a gap of that store alone. Without a granted store this is `deliberate`.
 */
export function createDeliberateWithStores({
  deliberate,
  stores,
  now,
  atLeast = patience,
}: Readonly<{
  deliberate: Deliberate;
  stores: readonly Store[];
  now: () => number;
  /** Milliseconds. */
  atLeast?: number;
}>): Deliberate {
  /** Until when a store is not asked, by its name. */
  const rests = new Map<string, number>();
  const isResting = ({ name }: Store) => (rests.get(name) ?? 0) > now();

  const asked = async (store: Store, observables: readonly Observable[], ask: Ask): Promise<Said | undefined> => {
    // Who chose modules for watching did not choose this one; what the organisation itself says always counts.
    if (isResting(store) || (ask.modules && !store.own)) return undefined;
    if (!(await store.granted().catch(() => false))) return undefined;
    const { purpose, rooms } = ask;
    try {
      const { verdicts, cut, unasked } = await store.ask(observables, { purpose, ...(rooms ? { rooms } : {}) });
      const gaps: Gap[] = [
        ...(cut ? [{ module: store.name, why: 'failed', partial: true } as const] : []),
        ...(unasked.length > 0 ? [{ module: store.name, why: 'unsupported', partial: false } as const] : []),
      ];
      return { store, verdicts, gaps, answered: unasked.length < observables.length };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.kind !== 'missing-scope') return silent(store, whyOf(error.kind));
      rests.set(store.name, now() + refusalRests);
      return undefined; // as where it was not granted from the start
    }
  };

  return async (observables, ask) => {
    const modules = deliberate(observables, ask);
    // What refuses at once (no budget, an open circuit) must not cost calls of others.
    const isRefused = modules.then(
      () => false,
      () => true,
    );
    const later = new Promise<false>((resolve) => setImmediate(resolve, false));
    if (observables.length === 0 || (await Promise.race([isRefused, later]))) return modules;
    const began = performance.now();
    const asking = stores.map((store) => asked(store, observables, ask));
    for (const one of asking) one.catch(() => {}); // it is waited for below, unless the modules fail
    const deliberation = await modules;
    const left = Math.max(0, atLeast - (performance.now() - began));
    const said = await Promise.all(asking.map((one, at) => within(one, left, silent(stores[at]!, 'timed-out'))));
    if (!ask.modules)
      for (const { name, isAskedByModule } of stores)
        if (isAskedByModule && deliberation.answered.some((module) => isSame(module, name)))
          rests.set(name, now() + modulesStay);
    return joined(
      deliberation,
      said.flatMap((one) => one ?? []),
      stores,
    );
  };
}

/** What one store said. */
type Said = Readonly<{ store: Store; verdicts: readonly Verdict[]; gaps: readonly Gap[]; answered: boolean }>;

const silent = (store: Store, why: Gap['why']): Said => ({
  store,
  verdicts: [],
  gaps: [{ module: store.name, why, partial: false }],
  answered: false,
});

const whyOf = (kind: FailureKind): Gap['why'] => {
  if (kind === 'timed-out') return 'timed-out';
  if (kind === 'rate-limited' || kind === 'over-budget') return 'rate-limited';
  return kind === 'unauthorized' ? 'not-permitted' : 'failed';
};

const isSame = (module: string, name: string): boolean => module.trim().toLowerCase() === name.toLowerCase();

/**
 * Modules and stores as one. Of a module and a store of one name, which are the same source, the store's word counts where
 * it has one; and where one of them answered, the source did.
 */
function joined(modules: Deliberation, said: readonly Said[], stores: readonly Store[]): Deliberation {
  const sayer = (module: string) => said.find(({ store, answered }) => answered && isSame(module, store.name));
  const isOwn = (module: string) => stores.some(({ name, own }) => own && isSame(module, name)) && !sayer(module);
  const saidBy = (module: string, observable: Observable) =>
    sayer(module)?.verdicts.some((one) => observableKey(one.observable) === observableKey(observable)) ?? false;
  const fromModules = modules.verdicts
    .filter(({ module, observable }) => !saidBy(module, observable))
    .map((verdict): Verdict => (isOwn(verdict.module) ? { ...verdict, own: true } : verdict));
  const hasAnswered = ({ module }: Gap) => modules.answered.some((one) => isSame(one, module));
  const answered = said.filter((one) => one.answered).map(({ store }) => store.name);
  return {
    verdicts: [...fromModules, ...said.flatMap(({ verdicts }) => verdicts)],
    gaps: [
      ...modules.gaps.filter(({ module }) => !sayer(module)),
      ...said.flatMap(({ gaps }) => gaps.filter((gap) => gap.partial || !hasAnswered(gap))),
    ],
    answered: [...modules.answered.filter((module) => !answered.some((name) => isSame(module, name))), ...answered],
  };
}
