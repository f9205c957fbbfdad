import type { Config } from '../src/config.ts';
import type { ApiClient } from './xdr/api-clients.ts';

/**
 * How a demonstration acts: by the simulation's response client, and with one approval for what blocks or isolates, so
 * that a visitor can play both who asks and who approves. What the visitor has set himself holds.
 */
export const demoActions = (
  { actions }: Config,
  { id, password }: Pick<ApiClient, 'id' | 'password'>,
): Pick<Config, 'response' | 'actions'> => ({
  response: { clientId: id, clientPassword: password },
  actions: {
    ...actions,
    file: actions.file ?? {
      default: {},
      categories: { block: { approvals: 1 }, isolation: { approvals: 1 } },
      xdrCategories: [],
      actions: [],
      dryRunChannels: [],
    },
  },
});
