import type { Observable } from '../../src/observables/observable.ts';
import type { Fault } from './fault.ts';

/** One action that was carried out. */
export type Execution = Readonly<{
  /** As the offer has it: from `/respond/trigger/` on, with all parameters. */
  url: string;
  observable: Observable;
  actionId: string;
  moduleId: string;
  /** The simulation's clock, milliseconds. */
  at: number;
  /** The API client that asked for it. */
  clientId: string;
}>;

/** How a trigger ends. */
export type TriggerBehaviour =
  | Readonly<{ kind: 'succeed' }>
  /** 200 with `status: failure` and the module's own words; nothing was carried out. */
  | Readonly<{ kind: 'fail'; messages: readonly string[] }>
  /** Goes wrong before anything is carried out. */
  | Readonly<{ kind: 'refuse'; fault: Fault }>
  /** Is carried out, and then the answer goes wrong. */
  | Readonly<{ kind: 'run-then'; fault: Fault }>
  /** Is carried out and answered after so many milliseconds, also if the caller has gone meanwhile. */
  | Readonly<{ kind: 'slow'; ms: number }>;

export const SUCCEED: TriggerBehaviour = { kind: 'succeed' };

export function failWith(...messages: string[]): TriggerBehaviour {
  return { kind: 'fail', messages };
}

/** `refuse(jsonAnswer(403))`, `refuse(tooManyRequests('30'))`, `refuse(jsonAnswer(500))`, `refuse(RESET)`, … */
export function refuse(fault: Fault): TriggerBehaviour {
  return { kind: 'refuse', fault };
}

/** `runThen(HANG)`, `runThen(RESET)`, `runThen(jsonAnswer(500))`, `runThen(htmlAnswer(200))`, `runThen(TRUNCATED)`, … */
export function runThen(fault: Fault): TriggerBehaviour {
  return { kind: 'run-then', fault };
}

export function slowly(ms: number): TriggerBehaviour {
  return { kind: 'slow', ms };
}

/** What triggers do, and what they have done. */
export type Triggers = Readonly<{
  /** `target`: an action id or the name of a module; undefined: as by default, well. */
  set: (target: string, behaviour: TriggerBehaviour | undefined) => void;
  behaviour: (actionId: string, moduleName: string) => TriggerBehaviour;
  /** Carries it out: this is what is counted. */
  run: (execution: Omit<Execution, 'at'>) => void;
  executions: () => readonly Execution[];
  count: (url?: string) => number;
  reset: () => void;
}>;

export function createTriggers(now: () => number): Triggers {
  const behaviours = new Map<string, TriggerBehaviour>();
  let executions: Execution[] = [];
  return {
    set: (target, behaviour) => {
      if (behaviour) behaviours.set(target, behaviour);
      else behaviours.delete(target);
    },
    behaviour: (actionId, moduleName) => behaviours.get(actionId) ?? behaviours.get(moduleName) ?? SUCCEED,
    run: (execution) => {
      executions.push({ ...execution, at: now() });
    },
    executions: () => [...executions],
    count: (url) => executions.filter((each) => url === undefined || each.url === url).length,
    reset: () => {
      behaviours.clear();
      executions = [];
    },
  };
}
