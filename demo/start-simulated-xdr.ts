import type { SimulatedThreatGrid } from './threat-grid/create-simulated-threat-grid.ts';
import { serveSimulatedThreatGrid } from './threat-grid/serve-simulated-threat-grid.ts';
import type { ApiClient } from './xdr/api-clients.ts';
import { createSimulatedXdr, type SimulatedXdr } from './xdr/create-simulated-xdr.ts';
import { serveSimulatedXdr } from './xdr/serve-simulated-xdr.ts';

/** A simulated XDR, and a simulated Threat Grid beside it, as slow as a real one on a good day, with the API clients of a bot that reads by one and acts by the other. */
export async function startSimulatedXdr(): Promise<{
  xdr: SimulatedXdr;
  client: ApiClient;
  responseClient: ApiClient;
  origins: { visibility: string; privateIntel: string; globalIntel: string; automation: string };
  grid: SimulatedThreatGrid;
  /** As the settings hold it. */
  threatGrid: { key: string; origin: string };
  close: () => Promise<void>;
}> {
  const xdr = createSimulatedXdr({
    latency: {
      inspect: 120,
      deliberate: 250,
      observe: 400,
      refer: 150,
      respond: 300,
      trigger: 600,
      'workflow-start': 500,
      'incident-search': 250,
      'incident-summary': 300,
      'sightings-incidents': 250,
      'judgement-search': 150,
      'global-judgement-search': 150,
      'global-verdict': 150,
      'global-judgements': 150,
      'global-judgement-indicators': 150,
      'global-indicator-search': 150,
    },
  });
  const { url, globalUrl, close } = await serveSimulatedXdr({ xdr });
  const { grid, threatGrid, close: closeGrid } = await serveSimulatedThreatGrid({ latency: { '*': 250 } });
  return {
    xdr,
    client: xdr.client('investigator'),
    responseClient: xdr.client('responder'),
    origins: { visibility: url, privateIntel: url, globalIntel: globalUrl, automation: url },
    grid,
    threatGrid,
    close: async () => {
      await Promise.all([close(), closeGrid()]);
    },
  };
}
