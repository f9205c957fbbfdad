import { Agent, request } from 'node:http';
import type { Said } from '../slack/signed-event.ts';

const tenant = '00000000-0000-4000-8000-000000000001';

/** The id of a message on Teams: its milliseconds. */
export const idOf = ({ ts }: Said): string => ts.replace('.', '');

/** A message in a channel of a team, as Teams delivers it where a team has consented, without a token (an emulator's). */
export function createPostActivity(port: number, serviceUrl: string, connections: number): (said: Said) => void {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return (said) => {
    const id = idOf(said);
    const body = JSON.stringify({
      type: 'message',
      id,
      channelId: 'msteams',
      serviceUrl,
      timestamp: new Date().toISOString(),
      from: { id: '29:ann', name: 'Ann', aadObjectId: '00000000-0000-4000-8000-0000000000a0' },
      recipient: { id: '28:bot', name: 'XDR' },
      conversation: {
        id: `19:${said.channel ?? 'C1'}@thread.tacv2;messageid=${id}`,
        conversationType: 'channel',
        isGroup: true,
        tenantId: tenant,
      },
      channelData: { tenant: { id: tenant }, team: { id: '19:team@thread.tacv2' } },
      text: said.text,
      textFormat: 'plain',
      attachments: [{ contentType: 'text/html', content: `<p>${said.text}</p>` }],
    });
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(
      { host: '127.0.0.1', port, path: '/api/messages', method: 'POST', agent, headers },
      (response) => response.resume(),
    );
    sent.on('error', () => {}); // its card will be missing
    sent.end(body);
  };
}
