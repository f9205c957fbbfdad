import type { XdrUser } from '../../src/incidents/incident.ts';
import { createWhoIsWho } from '../../src/incidents/xdr-user-of.ts';

const place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false } as const;
const robin: XdrUser = { id: 'u-1', name: 'Robin', email: 'robin@example.com', enabled: true, organisation: 'ours' };

/** Who is who, where XDR has these users and the chat has one member for each of these addresses. */
function open({
  users = [robin],
  members = { 'robin@example.com': 'UROBIN' },
  missing = [],
  organisation = async () => 'ours',
}: {
  users?: readonly XdrUser[];
  members?: Readonly<Record<string, string>>;
  missing?: readonly string[];
  organisation?: () => Promise<string | undefined>;
} = {}) {
  const asked: string[] = [];
  const learned: XdrUser[] = [];
  const idOf = (email: string) => members[email.toLowerCase()];
  const whoIsWho = createWhoIsWho({
    emailOf: async (id) => {
      asked.push('email');
      const [email] = Object.entries(members).find(([, one]) => one === id) ?? [];
      return email === undefined ? { lacks: 'member' } : { email };
    },
    memberWith: async (email) => idOf(email),
    door: {
      usersByEmail: async (email) => users.filter((user) => user.email === email),
      usersNamed: async () => users,
      organisation,
    },
    missing: async (scopes) => scopes.filter((scope) => missing.includes(scope)),
    learn: (user) => void learned.push(user),
    now: () => 0,
  });
  return { ...whoIsWho, asked, learned };
}

test('who is assigned in XDR is found in the chat', async () => {
  expect(await open().chatPersonOf('u-1', place)).toBe('UROBIN');
});

test.each([
  ['is not known', { users: [] }],
  ['is another', { users: [{ ...robin, id: 'u-2' }] }],
  ['has left', { users: [{ ...robin, enabled: false }] }],
  ['is of another organisation', { users: [{ ...robin, organisation: 'another' }] }],
  ['has no address', { users: [{ id: 'u-1' }] }],
  ['is not in the chat', { members: {} }],
  ['may not be asked about', { missing: ['users:read'] }],
])('who %s is not', async (_, parts) => {
  expect(await open(parts).chatPersonOf('u-1', place)).toBeUndefined();
});

test('what is remembered of who is who holds no address', async () => {
  const { xdrUserOf, asked, learned } = open();
  for (const _ of [1, 2]) expect(await xdrUserOf('UROBIN', place)).toEqual({ user: { id: 'u-1', name: 'Robin' } });
  expect(asked).toEqual(['email']);
  expect(learned).toEqual([{ id: 'u-1', name: 'Robin' }]);
  // The same id of another workspace is somebody else.
  await xdrUserOf('UROBIN', { ...place, workspace: 'T2' });
  expect(asked).toEqual(['email', 'email']);
});

test.each<[string, Parameters<typeof open>[0]]>([
  ['may not be asked for', { missing: ['profile:read'], organisation: async () => 'not asked' }],
  ['is not told', { organisation: async () => undefined }],
])('where our organisation %s, one user with the address is enough', async (_, parts) => {
  expect(await open(parts).xdrUserOf('UROBIN', place)).toMatchObject({ user: { id: 'u-1' } });
});
