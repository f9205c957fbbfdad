import { serveSimulatedXdr } from '../xdr/serve-simulated-xdr.ts';
import { createSimulatedThreatGrid, type SimulatedThreatGrid } from './create-simulated-threat-grid.ts';

/** A simulated Threat Grid on a free loopback port, with what the bot's settings hold of it. */
export async function serveSimulatedThreatGrid(options: Parameters<typeof createSimulatedThreatGrid>[0] = {}): Promise<{
  grid: SimulatedThreatGrid;
  threatGrid: { key: string; origin: string };
  close: () => Promise<void>;
}> {
  const grid = createSimulatedThreatGrid(options);
  const { url, close } = await serveSimulatedXdr({ xdr: grid });
  return { grid, threatGrid: { key: grid.key, origin: url }, close };
}
