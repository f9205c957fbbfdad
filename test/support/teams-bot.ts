import { createTeamsAdapter, type TeamsAdapterParts } from '../../adapters/teams/index.ts';
import type { Card } from '../../src/cards/card.ts';
import type { Incoming, Place } from '../../src/incoming.ts';
import { createListener } from '../../src/listener.ts';
import { type Log, silentLog } from '../../src/log.ts';
import { createPressStrings } from '../../src/presses/press.ts';
import type { Answer, Reply } from '../../src/reply.ts';
import { createSeal } from '../../src/store/seal.ts';
import { type FakeConnector, startFakeConnector } from './teams-connector.ts';

export const { signPress } = createPressStrings(Buffer.alloc(32, 7));
export const silence: Reply = { kind: 'silence', reason: 'stored' };
export const cardOf = (headline: string): Card => ({ headline, simulated: false, parts: [] });

export const tenant = '99999999-aaaa-4bbb-8ccc-dddddddddddd';
export const us = { id: '28:bot', name: 'XDR' } as const;
export const ann = { id: '29:ann', aadObjectId: '00000000-0000-4000-8000-0000000000a0', name: 'Ann' } as const;
export const channel = '19:incidents@thread.tacv2';
export const chat = '19:war@thread.v2';
export const personal = 'a:personal';

export const conversations = {
  channel: { id: `${channel};messageid=1000`, conversationType: 'channel', isGroup: true, tenantId: tenant },
  chat: { id: chat, conversationType: 'groupChat', isGroup: true, tenantId: tenant },
  personal: { id: personal, conversationType: 'personal', tenantId: tenant },
} as const;

export const placeIn = (where: string, facts: Partial<Place> = {}): Place => ({
  platform: 'teams',
  workspace: tenant,
  channel: where,
  kind: 'channel',
  outsiders: true,
  ...facts,
});

export const member = (who: { id: string; aadObjectId: string }, facts: Record<string, unknown> = {}) => ({
  ...who,
  tenantId: tenant,
  userRole: 'user',
  ...facts,
});

export type Delivered = Readonly<{ status: number; body: unknown }>;

export type TeamsBot = Readonly<{
  teams: FakeConnector;
  adapter: ReturnType<typeof createTeamsAdapter>;
  /** What the core was told, in order. */
  told: Incoming[];
  kept: Map<string, string>;
  /** Switches the store that `kept` stands for off and on. */
  store: (works: boolean) => void;
  /** Delivers an activity: a message in the channel `incidents` unless it says otherwise. */
  deliver: (change?: Readonly<Record<string, unknown>>) => Promise<Delivered>;
  /** A message, with a mention of us before it. */
  mention: (words: string, change?: Readonly<Record<string, unknown>>) => Promise<Delivered>;
  /** Another process with the same store, on the same Teams. */
  again: () => ReturnType<typeof createTeamsAdapter>;
  stop: () => Promise<void>;
}>;

/** Where nobody is offered a file. */
const noFiles: TeamsAdapterParts['waitingFiles'] = {
  keep: () => Promise.reject(new Error('no files here')),
  take: async () => undefined,
  done: async () => {},
};

/** The real adapter behind the real listener, between a fake connector and a core that the test plays. */
export async function startTeamsBot(
  core: Answer = async () => silence,
  parts: Partial<TeamsAdapterParts> = {},
  log: Log = silentLog,
): Promise<TeamsBot> {
  const teams = await startFakeConnector();
  for (const id of [channel, chat, personal]) teams.rosters.set(id, [member(ann)]);
  const listener = createListener({ log });
  const told: Incoming[] = [];
  const kept = new Map<string, string>();
  let works = true;
  const asStored = async <T>(what: () => T): Promise<T> => {
    if (!works) throw new Error('the store is down');
    return what();
  };
  const settings = {
    appId: undefined,
    appPassword: undefined,
    tenantId: undefined,
    appType: 'SingleTenant',
    local: true,
    addresses: {},
  } as const;
  const all: TeamsAdapterParts = {
    settings,
    route: listener.route,
    kept: {
      read: (name) => asStored(() => kept.get(name)),
      write: (name, text) => asStored(() => void kept.set(name, text)),
    },
    waitingFiles: noFiles,
    sealed: createSeal(Buffer.alloc(32, 7), 'test'),
    signPress,
    log,
    ...parts,
  };
  const adapter = createTeamsAdapter(all);
  await adapter.start((incoming) => {
    told.push(incoming);
    return core(incoming);
  });
  const url = `http://127.0.0.1:${await listener.listen(0, '127.0.0.1')}/api/messages`;
  let serial = 0;

  const deliver = async (change: Readonly<Record<string, unknown>> = {}): Promise<Delivered> => {
    const activity = {
      type: 'message',
      id: `17000000000${++serial}`,
      timestamp: '2026-11-29T18:00:00.123Z',
      channelId: 'msteams',
      serviceUrl: teams.url,
      from: ann,
      recipient: us,
      conversation: conversations.channel,
      text: 'see 45.83.10.7',
      textFormat: 'plain',
      channelData: { tenant: { id: tenant } },
      ...change,
    };
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activity),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  };

  return {
    teams,
    adapter,
    told,
    kept,
    store: (on) => {
      works = on;
    },
    deliver,
    mention: (words, change = {}) =>
      deliver({
        text: `<at>XDR</at> ${words}`,
        entities: [{ type: 'mention', mentioned: us, text: '<at>XDR</at>' }],
        ...change,
      }),
    again: () => createTeamsAdapter({ ...all, route: () => {} }),
    stop: async () => {
      await adapter.stop();
      await listener.close();
      await teams.close();
      expect(teams.faults).toEqual([]);
    },
  };
}

/** Waits until something holds, at most five seconds. */
export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 15_000;
  while (!holds() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
  if (!holds()) throw new Error(`never held: ${holds}`);
}
