import type { OptionalPart } from './cards/status-facts.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import type { Database } from './store/database.ts';
import { createThreatGrid, type ThreatGrid } from './threat-grid/create-threat-grid.ts';
import { createSharedPace } from './threat-grid/shared-pace.ts';
import type { ThreatGridCall } from './threat-grid/threat-grid.ts';

/** Threat Grid as the settings describe it. */
export type ThreatGridDoor = Readonly<{
  /** Absent without a key: then nothing of Threat Grid is offered. */
  grid?: Omit<ThreatGrid, 'state' | 'close'> & Readonly<{ origin: string }>;
  state: () => OptionalPart;
  close: () => void;
}>;

/** Opens the door where there is a key. Nothing is asked before somebody needs it. */
export function openThreatGrid({
  config,
  log,
  onCall,
  now,
  database,
  secret,
}: Readonly<{
  config: Pick<Config, 'threatGrid' | 'proxy' | 'xdr'>;
  log: Log;
  onCall?: (call: ThreatGridCall) => void;
  /** For tests: its clock. */
  now?: (() => number) | undefined;
  /** Where several processes may share a database, they share the pace by it. */
  database?: Pick<Database, 'kind' | 'transaction'>;
  /** The bot's. */
  secret?: Buffer;
}>): ThreatGridDoor {
  const { threatGrid, proxy, xdr } = config;
  if (!threatGrid) return { state: () => ({ state: 'off' }), close: () => {} };
  const { state, close, ...grid } = createThreatGrid({
    ...threatGrid,
    timeoutMs: xdr.timeoutMs,
    log,
    proxy,
    ...(onCall ? { onCall } : {}),
    ...(now ? { now } : {}),
    together:
      database?.kind === 'postgres' && secret ? createSharedPace({ ...database, ...threatGrid, secret }) : undefined,
  });
  return { grid: { ...grid, origin: threatGrid.origin }, state, close };
}
