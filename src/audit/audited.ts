import type { Person, Place } from '../incoming.ts';
import type { HumanOf } from '../permissions/human.ts';
import type { AuditEntry, AuditedPerson } from './audit-entry.ts';

/** Somebody as the audit writes him; by the name that the settings give where the platform gave none. */
export function audited({ platform, workspace, id, name }: Person, humanOf: HumanOf): AuditedPerson {
  const human = humanOf({ platform, id });
  const called = name ?? human.name;
  return { platform, workspace, id, human: human.key, ...(called === undefined ? {} : { name: called }) };
}

/** A conversation as the audit writes it. */
export const auditedPlace = ({
  platform,
  workspace,
  channel,
  thread,
}: Pick<Place, 'platform' | 'workspace' | 'channel' | 'thread'>): NonNullable<AuditEntry['place']> => ({
  platform,
  workspace,
  channel,
  ...(thread === undefined ? {} : { thread }),
});
