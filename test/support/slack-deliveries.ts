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

/** A form that was sent: the view as the bot showed it, and what was typed in its inputs by their `action_id`. */
export const submissionBody = (
  view: Readonly<Record<string, unknown>>,
  typed: Readonly<Record<string, string | null>>,
  facts: Record<string, unknown> = {},
) => ({
  type: 'view_submission',
  team: { id: bot.team },
  user: { id: 'U1', team_id: bot.team },
  api_app_id: bot.app,
  trigger_id: `trigger-${++serial}`,
  view: { type: 'modal', id: 'V1', hash: '1.a', ...view, state: { values: valuesOf(view['blocks'], typed) } },
  response_urls: [],
  ...facts,
});

type Input = Readonly<{ block_id: string; element: Readonly<{ type: string; action_id: string }> }>;

/** `view.state.values` as Slack makes it: by block and action; what was left empty is null. */
function valuesOf(blocks: unknown, typed: Readonly<Record<string, string | null>>) {
  const inputs = (Array.isArray(blocks) ? blocks : []).filter((block): block is Input => block?.type === 'input');
  return Object.fromEntries(
    inputs.map(({ block_id, element: { type, action_id } }) => {
      const given = typed[action_id] ?? null;
      const select = { type, selected_option: given === null ? null : { value: given } };
      return [block_id, { [action_id]: type === 'static_select' ? select : { type, value: given } }];
    }),
  );
}

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
