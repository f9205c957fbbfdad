import { createHmac } from 'node:crypto';

export const signingSecret = 'made-up-signing-secret';

export type Said = Readonly<{ ts: string; text: string; channel?: string; user?: string }>;

/** A message event as Slack delivers it, with the headers that sign it. */
export function signedMessage({ ts, text, channel = 'C1', user = 'U1' }: Said): {
  body: string;
  headers: Record<string, string>;
} {
  const body = JSON.stringify({
    token: 'unused',
    team_id: 'T1',
    api_app_id: 'A0APP',
    type: 'event_callback',
    event_id: `Ev${channel}${ts.replace('.', '')}`,
    event_time: 1_700_000_000,
    authorizations: [
      { enterprise_id: null, team_id: 'T1', user_id: 'U0BOT', is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event: {
      type: 'message',
      client_msg_id: ts,
      user,
      team: 'T1',
      text,
      ts,
      event_ts: ts,
      channel,
      channel_type: 'channel',
      blocks: [
        {
          type: 'rich_text',
          block_id: 'b',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
        },
      ],
    },
  });
  const at = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', signingSecret).update(`v0:${at}:${body}`).digest('hex');
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'x-slack-request-timestamp': at,
      'x-slack-signature': `v0=${signature}`,
    },
  };
}
