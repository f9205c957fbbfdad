import type { Channel } from './slack/channel.ts';
import { composeText } from './slack/compose-text.ts';
import type { User } from './slack/user.ts';
import { createWorkspace, type Workspace } from './slack/workspace.ts';

/** The people of the pretended workspace; their ids may stand in CHATOPS_ADMINS and the like of the demo. */
export const PEOPLE = {
  analyst: 'U0ANALYST01',
  approver: 'U0APPROVER1',
  admin: 'U0ADMIN0001',
  guest: 'U0GUEST0001',
  stranger: 'U0PARTNER01',
  alertBot: 'U0ALERTBOT1',
  bot: 'U0XDRBOT001',
} as const;

export const CHANNELS = {
  'soc-alerts': 'C0SOCALERTS',
  general: 'C0GENERAL01',
  'incident-42': 'C0INCIDENT1',
  'partner-exchange': 'C0PARTNERS1',
} as const;

/** The bot as an app: ids that look like Slack's and belong to nobody. */
export const APP = { id: 'A0XDRCHAT01', user: PEOPLE.bot, botId: 'B0XDRBOT001' } as const;

const USERS: readonly User[] = [
  {
    id: PEOPLE.analyst,
    name: 'ana',
    realName: 'Ana Reyes',
    standing: 'member',
    part: 'An analyst: looks things up, and may ask for response actions.',
  },
  {
    id: PEOPLE.approver,
    name: 'vera',
    realName: 'Vera Lindqvist',
    standing: 'member',
    part: 'The shift lead: may ask for response actions, and approve those of others.',
  },
  {
    id: PEOPLE.admin,
    name: 'adam',
    realName: 'Adam Okafor',
    standing: 'admin',
    part: 'May approve response actions, change what the bot watches, and grant others what they may do.',
  },
  {
    id: PEOPLE.guest,
    name: 'gus',
    realName: 'Gus Meyer',
    standing: 'guest',
    part: 'A guest: the bot answers no commands.',
  },
  {
    id: PEOPLE.stranger,
    name: 'petra',
    realName: 'Petra Novak',
    standing: 'stranger',
    teamId: 'T0ELSEWHERE',
    part: 'From another organisation: the bot answers no commands.',
  },
  {
    id: PEOPLE.alertBot,
    name: 'mail-gateway',
    realName: 'Mail Gateway',
    standing: 'bot',
    botId: 'B0ALERTBOT1',
    appId: 'A0ALERTBOT1',
  },
  { id: PEOPLE.bot, name: 'xdr', realName: 'XDR', standing: 'bot', botId: APP.botId, appId: APP.id },
  { id: 'USLACKBOT', name: 'slackbot', realName: 'Slackbot', standing: 'bot', botId: 'B0SLACKBOT1' },
];

const { analyst, approver, admin, guest, stranger, alertBot, bot } = PEOPLE;
const channel = (
  id: string,
  name: string,
  topic: string,
  members: readonly string[],
  more: Partial<Channel> = {},
): Channel => ({
  id,
  name,
  topic,
  kind: 'public',
  members: new Set(members),
  shared: false,
  archived: false,
  ...more,
});

/** A small SOC: three members, a guest, a partner from outside, a bot that raises alerts, and ours. */
export function createSampleWorkspace(teamId: string): Workspace {
  const workspace = createWorkspace({
    team: { id: teamId, name: 'Example Org', domain: 'example-org' },
    users: USERS,
    channels: [
      channel(CHANNELS['soc-alerts'], 'soc-alerts', 'Alerts and what people paste', [
        analyst,
        approver,
        admin,
        alertBot,
        bot,
      ]),
      channel(CHANNELS.general, 'general', 'Everything else', [analyst, approver, admin, guest]),
      channel(CHANNELS['incident-42'], 'incident-42', 'Private: the phishing wave', [analyst, approver, admin, bot], {
        kind: 'private',
      }),
      channel(
        CHANNELS['partner-exchange'],
        'partner-exchange',
        'Shared with another organisation and a guest',
        [analyst, admin, guest, stranger, bot],
        { shared: true },
      ),
      ...[analyst, approver, admin].map((person) =>
        channel(`D0${person.slice(2)}`, '', '', [person, bot], { kind: 'direct' }),
      ),
    ],
    groups: [{ id: 'S0SOCTEAM01', handle: 'soc', name: 'SOC', users: [analyst, approver, admin] }],
  });
  const say = (place: string, user: string, text: string) =>
    workspace.post({ channel: place, user, ...composeText(text, workspace) });
  say(CHANNELS['soc-alerts'], admin, 'Morning! Night shift was quiet, hand-over notes are in the wiki.');
  say(CHANNELS['soc-alerts'], analyst, 'Thanks. Rolling out the 10.4.2 agent at 14:30, expect some noise.');
  say(CHANNELS.general, guest, 'Is the canteen open on Friday?');
  say(CHANNELS['incident-42'], admin, 'This room is for the phishing wave only.');
  say(CHANNELS['partner-exchange'], stranger, 'Hello from the other side. We see the same campaign.');
  return workspace;
}
