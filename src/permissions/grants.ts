import type { AuditEntry, RecordWork } from '../audit/audit-entry.ts';
import { audited, auditedPlace } from '../audit/audited.ts';
import type { Person, Place } from '../incoming.ts';
import type { Query } from '../store/database.ts';
import type { HumanOf } from './human.ts';
import type { Identity } from './people-list.ts';

/** What an admin may grant in chat. Admins and readers are made by the settings alone. */
export type GrantedRole = 'analysts' | 'responders' | 'approvers';

/** Which roles are granted to any of these identities, now. Rejects with Failure `store-unavailable`. */
export type GrantsOf = (identities: readonly Identity[]) => Promise<readonly GrantedRole[]>;

/** Whom a grant is written for, and what it allows. */
export type Grantee = Readonly<{ identity: Pick<Identity, 'platform' | 'id'>; role: GrantedRole }>;

/** A stored grant. `name` is what the person was called then; outside text. */
export type Grant = Grantee &
  Readonly<{
    name?: string;
    by: Pick<Person, 'platform' | 'id'>;
    /** Milliseconds since the epoch. */
    at: number;
  }>;

/** Who changes it, and where. */
export type GrantedIn = Readonly<{ by: Person; place: Place }>;

export type Grants = Readonly<{
  grantsOf: GrantsOf;
  /** All, by time; `most` at most. */
  list: (most: number) => Promise<readonly Grant[]>;
  /** `had`: the human has it already, under this or another of his identities. */
  grant: (what: Grantee & Readonly<{ name?: string }>, by: GrantedIn) => Promise<'granted' | 'had'>;
  /** Takes it from the human, under all of his identities. */
  revoke: (what: Grantee, by: GrantedIn) => Promise<'revoked' | 'had-not'>;
}>;

/**
 * Grants, in the database. Each change is stored together with its entry in the audit, or not at all. Nothing is
 * remembered between two questions: a revocation counts at once, in all replicas.
 */
export function createGrants({
  query,
  record,
  humanOf,
}: {
  query: Query;
  record: RecordWork;
  humanOf: HumanOf;
}): Grants {
  const entry = (event: AuditEntry['event'], { identity, role }: Grantee, { by, place }: GrantedIn): AuditEntry => ({
    event,
    by: audited(by, humanOf),
    place: auditedPlace(place),
    details: { role, ...identity },
  });

  return {
    grantsOf: (identities) => rolesOf(query, identities),
    list: async (most) => {
      const rows = await query<GrantRow>('select * from grants order by granted_at, platform, id, role limit $1', [
        most,
      ]);
      return rows.map(grantOf);
    },
    grant: ({ name, ...what }, given) =>
      record(async (inside, note) => {
        const { identity, role } = what;
        if ((await rolesOf(inside, humanOf(identity).identities)).includes(role)) return 'had';
        await inside(
          `insert into grants (platform, id, role, name, granted_by_platform, granted_by, granted_at)
           values ($1, $2, $3, $4, $5, $6, now())`,
          [identity.platform, identity.id, role, name ?? null, given.by.platform, given.by.id],
        );
        note(entry('permission.granted', what, given));
        return 'granted';
      }),
    revoke: ({ identity, role }, given) =>
      record(async (inside, note) => {
        const taken = await inside<GrantRow>(
          `delete from grants where role = $1 and platform || ':' || id = any($2::text[]) returning *`,
          [role, humanOf(identity).identities.map(written)],
        );
        for (const row of taken) note(entry('permission.revoked', grantOf(row), given));
        return taken.length > 0 ? 'revoked' : 'had-not';
      }),
  };
}

type GrantRow = Readonly<{
  platform: Identity['platform'];
  id: string;
  role: GrantedRole;
  name: string | null;
  granted_by_platform: Person['platform'];
  granted_by: string;
  granted_at: Date;
}>;

const grantOf = (row: GrantRow): Grant => ({
  identity: { platform: row.platform, id: row.id },
  role: row.role,
  ...(row.name ? { name: row.name } : {}),
  by: { platform: row.granted_by_platform, id: row.granted_by },
  at: row.granted_at.getTime(),
});

const written = ({ platform, id }: Pick<Identity, 'platform' | 'id'>) => `${platform}:${id}`;

async function rolesOf(query: Query, identities: readonly Identity[]): Promise<GrantedRole[]> {
  if (identities.length === 0) return [];
  const rows = await query<Pick<GrantRow, 'role'>>(
    `select distinct role from grants where platform || ':' || id = any($1::text[])`,
    [identities.map(written)],
  );
  return rows.map(({ role }) => role);
}
