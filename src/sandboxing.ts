import type { Command } from './commands/command.ts';
import type { OneObservable } from './commands/one-observable.ts';
import { createSandbox } from './commands/sandbox.ts';
import type { PrefixOf } from './incoming.ts';
import { createIgnored } from './observables/ignored.ts';
import type { Observable } from './observables/observable.ts';
import type { ThreatGridDoor } from './open-threat-grid.ts';
import { createLookInSandbox } from './sandbox/look-in-sandbox.ts';
import { createShowSandboxed } from './sandbox/show-sandboxed.ts';
import { createSandboxDoor } from './threat-grid/sandbox-door.ts';

export type SandboxingParts = Readonly<{
  threatGrid: Pick<ThreatGridDoor, 'grid'>;
  oneObservable: OneObservable;
  /** Absent where nothing is kept: the terminal shows all there is. */
  keepListing?: (observables: readonly Observable[]) => Promise<string>;
  trustedHosts: readonly string[];
  prefixOf: PrefixOf;
  simulated: boolean;
  now: () => number;
}>;

/** Everything about the sandbox, Threat Grid (Secure Malware Analytics). */
export function createSandboxing(parts: SandboxingParts): Readonly<{ commands: readonly Command[] }> {
  const {
    threatGrid: { grid },
    simulated,
    now,
  } = parts;
  if (!grid) return { commands: [createSandbox(parts)] };
  const isIgnored = createIgnored({ ignore: [], documentation: !simulated });
  const door = createSandboxDoor({ ask: grid.ask, isWanted: (one) => isIgnored(one) === undefined });
  const show = createShowSandboxed({
    look: createLookInSandbox({ door, now }),
    ...pagesAt(grid.origin, parts.trustedHosts),
    ...(parts.keepListing ? { keepListing: parts.keepListing } : {}),
    simulated,
  });
  return { commands: [createSandbox({ ...parts, show })] };
}

/** Where samples are looked at (LIKELY, dossier §11), and whose links a card may hold for that. */
const pagesAt = (origin: string, trustedHosts: readonly string[]) => ({
  pageOf: (sample: string) => `${origin}/mask/samples/${encodeURIComponent(sample)}`,
  trustedHosts: [...trustedHosts, new URL(origin).hostname],
});
