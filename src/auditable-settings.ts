import { createHash } from 'node:crypto';
import type { Config } from './config.ts';
import { settingOf } from './permissions/people.ts';
import { type PersonRule, writeRule } from './permissions/people-list.ts';
import { createPolicy } from './response-actions/policy.ts';

/** Characters of a list that is told whole; a longer one is told by its length and its digest. */
const longestTold = 400;

/**
 * The settings that decide who may act, and under which terms, as short texts without secrets: what is noted in the audit
 * when it differs from the last start. By the name of the setting; the same settings always give the same texts.
 */
export function auditableSettings({
  people,
  actions,
  response,
  xdr,
  webhookSecret,
  threatGrid,
}: Config): Readonly<Record<string, string>> {
  return {
    ...Object.fromEntries(
      (['readers', 'analysts', 'responders', 'approvers', 'admins'] as const).map((role) => [
        settingOf[role],
        told(people[role]),
      ]),
    ),
    CHATOPS_APPROVALS: String(actions.approvals),
    CHATOPS_DRY_RUN: actions.dryRun ? '1' : 'off',
    // The file's own: what else is in force stands beside it.
    CHATOPS_POLICY: actions.file
      ? `sha256 ${createPolicy({ file: actions.file, approvals: 0, dryRun: false }).digest}`
      : 'built in',
    XDR_WEBHOOK_SECRET: webhookSecret === undefined ? 'not set' : 'set',
    THREATGRID_API_KEY: threatGrid === undefined ? 'not set' : 'set',
    XDR_RESPONSE_CLIENT_ID: response?.clientId ?? `as for reading: ${xdr.clientId}`,
  };
}

function told(rules: readonly PersonRule[] | undefined): string {
  if (rules === undefined) return 'not set';
  if (rules.length === 0) return 'nobody';
  // Sorted: who writes the same people in another order has changed nothing.
  const all = rules.map(writeRule).sort().join(',');
  return all.length <= longestTold
    ? all
    : `${rules.length} entries, sha256 ${createHash('sha256').update(all).digest('hex').slice(0, 32)}`;
}
