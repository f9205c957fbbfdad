import bolt from '@slack/bolt';
import { signingSecret } from './signed-event.ts';

/** The peer of the acknowledgement benchmark: Bolt as its documentation starts it, with a listener that does nothing. */
const app = new bolt.App({
  token: 'xoxb-made-up',
  signingSecret,
  tokenVerificationEnabled: false,
  botId: 'B0BOT',
  botUserId: 'U0BOT',
});
app.message(async () => {});
await app.start({ port: Number(process.env['PORT']), host: '127.0.0.1' });
process.on('SIGTERM', () => process.exit(0));
