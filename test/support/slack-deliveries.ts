import { createHmac } from 'node:crypto';
import { bot } from './slack-web-api.ts';

export const signingSecret = 'shhh-signing-secret';

/** Headers of a request signed as Slack signs. `at` in seconds since the epoch. */
export function signed(body: string, type: string, at = Math.floor(Date.now() / 1000), secret = signingSecret) {
  const signature = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
  return {
    'content-type': type,
    'x-slack-request-timestamp': String(at),
    'x-slack-signature': `v0=${signature}`,
  };
}

let serial = 0;

/** An Events API delivery around one event. */
export const eventBody = (event: Record<string, unknown>, facts: Record<string, unknown> = {}) => ({
  type: 'event_callback',
  team_id: bot.team,
  api_app_id: bot.app,
  event_id: `Ev${++serial}`,
  event_time: 1_700_000_000,
  authorizations: [
    { enterprise_id: null, team_id: bot.team, user_id: bot.user, is_bot: true, is_enterprise_install: false },
  ],
  event,
  ...facts,
});

/** A message of a person in a public channel. */
export const messageOf = (text: string, facts: Record<string, unknown> = {}) => ({
  type: 'message',
  channel: 'C1',
  channel_type: 'channel',
  user: 'U1',
  ts: '1690000000.000100',
  event_ts: '1690000000.000100',
  text,
  ...facts,
});

export const slashBody = (text: string, facts: Record<string, string> = {}) => ({
  command: '/xdr',
  text,
  team_id: bot.team,
  channel_id: 'C1',
  user_id: 'U1',
  trigger_id: `trigger-${++serial}`,
  ...facts,
});

export const pressBody = (value: string, facts: Record<string, unknown> = {}) => ({
  type: 'block_actions',
  team: { id: bot.team },
  user: { id: 'U1', team_id: bot.team },
  api_app_id: bot.app,
  trigger_id: `trigger-${++serial}`,
  channel: { id: 'C1' },
  container: { type: 'message', message_ts: '1700000000.000100', channel_id: 'C1', thread_ts: '1690000000.000100' },
  message: { ts: '1700000000.000100', thread_ts: '1690000000.000100' },
  actions: [{ type: 'button', action_id: 'press-0', block_id: 'b', value, action_ts: '1.1' }],
  ...facts,
});
