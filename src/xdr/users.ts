import { z } from 'zod';
import type { XdrUser } from '../incidents/incident.ts';
import { listOf, present, words } from './answer-shape.ts';

/** Names of users by id; the parameter is repeated. Source: functional tests of Cisco's Python SDK. */
export const usersPath = (ids: readonly string[]): string =>
  `/iroh/user-mgmt/batch/users?${new URLSearchParams(ids.map((id): [string, string] => ['id', id]))}`;

/** What its body may hold is not described in public: whoever reads the answer compares for himself. */
export const searchUsersPath = '/iroh/user-mgmt/search/users?limit=20';

/** Who the API client is: its user, and the organisation. Source: functional tests of Cisco's Python SDK. */
export const organisationPath = '/iroh/profile/whoami';

const whoamiShape = z.object({ org: z.object({ id: words }) });

/** The id of the organisation; undefined when the answer names none. */
export const readOrganisation = (json: unknown): string | undefined => whoamiShape.safeParse(json).data?.org.id;

const userShape = z.object({
  'user-id': z.string().min(1).max(100),
  'user-name': words,
  'user-nick': words,
  'user-email': words,
  'org-id': words,
  'enabled?': z.boolean().optional().catch(undefined),
});

/** So many users are read. */
const mostUsers = 100;

/** Reads a list of users, bare or under `data`; what has no id is left out. */
export function readUsers(json: unknown): XdrUser[] {
  const bare = Array.isArray(json) ? json : (json as { data?: unknown } | null)?.data;
  return listOf(bare)
    .slice(0, mostUsers)
    .flatMap((each) => {
      const user = userShape.safeParse(each);
      if (!user.success) return [];
      const { 'user-id': id, 'user-name': name, 'user-nick': nick, 'user-email': email } = user.data;
      const { 'org-id': organisation, 'enabled?': enabled } = user.data;
      return [{ id, ...present({ name: name ?? nick, email, enabled, organisation }) }];
    });
}
