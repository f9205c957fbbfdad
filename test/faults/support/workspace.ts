import { randomBytes } from 'node:crypto';
import type { App } from '../../../demo/playground/slack/app.ts';
import { readGrants } from '../../../demo/playground/slack/app.ts';
import type { Channel } from '../../../demo/playground/slack/channel.ts';
import { createWorkspace, type Workspace } from '../../../demo/playground/slack/workspace.ts';

const manifest = new URL('../../../manifest/slack.yaml', import.meta.url);
const us = { id: 'A0FAULTS001', user: 'U0FAULTSBOT', botId: 'B0FAULTS001' } as const;

/** People who talk; more than one, since each may give only so many commands a minute. */
export const people: readonly string[] = Array.from({ length: 5 }, (_, i) => `U0PERSON00${i}`);

export async function createApp(token: string): Promise<App> {
  return { ...us, token, ...(await readGrants(manifest)) };
}

/** A workspace with so many channels, in each of which are all people and the bot. */
export function createBusyWorkspace(channels: number): Workspace {
  const members = () => new Set([...people, us.user]);
  return createWorkspace({
    team: { id: `T0${randomBytes(5).toString('hex').toUpperCase()}`, name: 'Example Org', domain: 'example-org' },
    users: [
      ...people.map((id, i) => ({ id, name: `person${i}`, realName: `Person ${i}`, standing: 'member' as const })),
      { id: us.user, name: 'xdr', realName: 'XDR', standing: 'bot', botId: us.botId, appId: us.id },
    ],
    channels: Array.from({ length: channels }, (_, i): Channel => {
      const name = `room-${i}`;
      return {
        id: `C0ROOM${1000 + i}`,
        name,
        kind: 'public',
        topic: '',
        members: members(),
        shared: false,
        archived: false,
      };
    }),
    groups: [],
  });
}
