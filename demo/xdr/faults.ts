import type { Fault } from './fault.ts';
import type { Service } from './service.ts';

/** The switchboard of what goes wrong. `*` stands for every service. */
export type Faults<Name extends string = Service> = Readonly<{
  /** The next `times` calls (1 by default) go wrong so, after faults queued earlier. */
  next: (service: Name | '*', fault: Fault, times?: number) => void;
  /** Every call goes wrong so until cleared; faults queued by `next` come first. */
  always: (service: Name | '*', fault: Fault) => void;
  /** Ends faults of one service or all; calls that hang are let go (with a reset). */
  clear: (service?: Name | '*') => void;
  /** The fault that this call meets, if any; a queued one is used up. */
  take: (service: Name) => Fault | undefined;
  /** Resolves when `clear` is called. */
  cleared: () => Promise<void>;
}>;

export function createFaults<Name extends string = Service>(): Faults<Name> {
  const queued = new Map<Name | '*', Fault[]>();
  const lasting = new Map<Name | '*', Fault>();
  let clearing = Promise.withResolvers<void>();
  return {
    next: (service, fault, times = 1) => {
      queued.set(service, [...(queued.get(service) ?? []), ...new Array<Fault>(times).fill(fault)]);
    },
    always: (service, fault) => {
      lasting.set(service, fault);
    },
    clear: (service) => {
      for (const map of [queued, lasting]) {
        if (service === undefined) map.clear();
        else map.delete(service);
      }
      clearing.resolve();
      clearing = Promise.withResolvers<void>();
    },
    take: (service) =>
      queued.get(service)?.shift() ?? queued.get('*')?.shift() ?? lasting.get(service) ?? lasting.get('*'),
    cleared: () => clearing.promise,
  };
}
