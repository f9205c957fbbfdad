import type { Adapter } from './adapter.ts';
import type { Budget } from './budget/budget.ts';
import type { StatusFacts } from './cards/status-facts.ts';
import type { Config } from './config.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { Responding } from './open-xdr.ts';
import { listScope, triggerScope } from './response-actions/list-offers.ts';
import type { Xdr } from './xdr/xdr.ts';

/** What `status` says of the whole bot. What cannot be asked just now is left out: status must answer in every trouble. */
export async function tellStatus({
  config,
  version,
  xdr,
  budget,
  jobs,
  adapters,
  responding,
  anybodyActs,
  approvers,
}: Readonly<{
  config: Config;
  version: string;
  xdr: Xdr;
  budget: Budget;
  jobs: Pick<Jobs, 'depth'>;
  adapters: readonly Adapter[];
  responding: Responding;
  anybodyActs: () => Promise<boolean>;
  approvers: () => Promise<readonly unknown[]>;
}>): Promise<Omit<StatusFacts, 'here'>> {
  const [scopes, lacking, anybody, mayApprove, depth] = await Promise.all([
    xdr.granted().catch(() => undefined),
    responding.missing([listScope, triggerScope]).catch(() => undefined),
    anybodyActs().catch(() => true),
    approvers().catch(() => [undefined]),
    jobs.depth().catch(() => undefined),
    budget.refresh().catch(() => {}),
  ]);
  const annotating = depth?.find(({ name }) => name === 'annotate');
  const { used, reserved, orgRemaining } = budget.snapshot();
  return {
    version,
    xdr: xdr.state(),
    region: config.xdr.region,
    ...(scopes ? { scopes } : {}),
    budget: {
      limit: config.xdr.budget,
      used,
      reserved,
      ...(orgRemaining === undefined ? {} : { organisation: orgRemaining }),
    },
    actions: {
      client: responding.clientId,
      ...(responding.separate ? { state: responding.state() } : {}),
      ...(lacking ? { lacking } : {}),
      anybody,
      approvers: mayApprove.length > 0,
      approvals: config.actions.approvals,
      dryRun: config.actions.dryRun,
    },
    ...(annotating
      ? { waiting: { messages: annotating.waiting + annotating.putOff, oldest: annotating.oldestAgeSeconds } }
      : {}),
    platforms: adapters.map((adapter) => ({ platform: adapter.platform, ...stateOf(adapter) })),
    database: config.database.url ? 'PostgreSQL' : 'embedded PostgreSQL (PGlite)',
  };
}

const stateOf = (adapter: Adapter) => {
  const { state, reason } = adapter.state();
  return { state, ...(reason === undefined ? {} : { reason }) };
};
