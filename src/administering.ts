import type { Adapter } from './adapter.ts';
import { type Anchor, createAnchor } from './audit/anchor.ts';
import type { Audit } from './audit/audit-entry.ts';
import { createAudit } from './audit/audit-log.ts';
import { lastRows, readHead } from './audit/audit-rows.ts';
import { auditKey } from './audit/chain.ts';
import { verifyAudit } from './audit/verify.ts';
import type { Card } from './cards/card.ts';
import { createAuditCommand } from './commands/audit.ts';
import type { Command } from './commands/command.ts';
import { createGrant } from './commands/grant.ts';
import { createGrantsList } from './commands/grants.ts';
import { createRevoke } from './commands/revoke.ts';
import type { PrefixOf } from './incoming.ts';
import type { Log } from './log.ts';
import { createGrants } from './permissions/grants.ts';
import { createHumanOf, type HumanOf } from './permissions/human.ts';
import { createNamedBy, createPeople, type People, type PeopleLists } from './permissions/people.ts';
import type { PersonRule } from './permissions/people-list.ts';
import type { Database } from './store/database.ts';

/** Who may, and the book in which it is written who did. */
export type Administering = Readonly<{
  people: People;
  humanOf: HumanOf;
  audit: Audit;
  anchor: Anchor;
  /** `grant`, `revoke`, `grants`, `audit`. */
  commands: readonly Command[];
  /** Whether anybody at all may act. Rejects with Failure `store-unavailable`. */
  anybodyActs: () => Promise<boolean>;
  /** Approvers by the settings and by grants. Rejects with Failure `store-unavailable`. */
  approvers: () => Promise<readonly PersonRule[]>;
}>;

export function createAdministering(parts: {
  database: Database;
  secret: Buffer;
  lists: PeopleLists;
  /** Everybody whom settings and policy name: which identities are one human. */
  named: readonly PersonRule[];
  personNow: Adapter['personNow'];
  /** Puts the head of the audit into a room; absent when none is named. */
  postAnchor: ((card: Card, key: string) => Promise<void>) | undefined;
  prefixOf: PrefixOf;
  simulated: boolean;
  log: Log;
  now: () => number;
}): Administering {
  const { database, lists, personNow, prefixOf, simulated, log, now, postAnchor } = parts;
  const { query } = database;
  const key = auditKey(parts.secret);
  const audit = createAudit({ database, key, now });
  const humanOf = createHumanOf(parts.named);
  const { grantsOf, list, grant, revoke } = createGrants({ query, record: audit.record, humanOf });
  const changing = { namedBy: createNamedBy(lists), personNow, prefixOf, simulated };
  return {
    people: createPeople(lists, { grants: grantsOf, humanOf }),
    humanOf,
    audit,
    anchor: createAnchor({ query, key, log, now, simulated, ...(postAnchor ? { post: postAnchor } : {}) }),
    commands: [
      createGrant({ grant, ...changing }),
      createRevoke({ revoke, ...changing }),
      createGrantsList({ list, lists, simulated }),
      createAuditCommand({
        last: async (count) => ({ rows: await lastRows(query, count), head: await readHead(query) }),
        verify: () => verifyAudit(query, key),
        prefixOf,
        simulated,
      }),
    ],
    approvers: async () => [
      ...lists.approvers,
      ...(await list(1_000))
        .filter(({ role }) => role === 'approvers')
        .map(({ identity, name }) => ({
          ...(name === undefined ? {} : { name }),
          identities: [{ ...identity, group: false }],
        })),
    ],
    anybodyActs: async () =>
      lists.responders.length > 0 || (await list(1_000)).some(({ role }) => role === 'responders'),
  };
}
