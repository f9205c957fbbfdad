import type { Place } from '../../../src/incoming.ts';
import type { Answer } from '../../../src/reply.ts';
import { silence, startSlackBot, until } from '../../support/slack-bot.ts';
import { eventBody, messageOf } from '../../support/slack-deliveries.ts';
import { type AdapterUnderTest, adapterContract } from '../adapter-contract.ts';

const place = (channel: string): Place => ({
  platform: 'slack',
  workspace: 'T1',
  channel,
  kind: 'channel',
  outsiders: true,
  thread: '1690000000.000100',
});

/** Waits until the bot has had every chance to acknowledge; nothing else tells a missing acknowledgement from a late one. */
const patience = 150;

async function start(socketMode: boolean): Promise<AdapterUnderTest> {
  let core: Answer = async () => silence;
  const bot = await startSlackBot((incoming) => core(incoming), socketMode ? { appToken: 'xapp-test' } : {});
  let serial = 0;
  const overSocket = async (text: string): Promise<boolean> => {
    const peer = bot.slack.sockets.at(-1)!;
    const envelope_id = `E${++serial}`;
    const before = bot.told.length;
    peer.send({
      type: 'events_api',
      envelope_id,
      payload: eventBody(messageOf(text)),
      accepts_response_payload: false,
    });
    await until(() => bot.told.length > before);
    await new Promise((resolve) => setTimeout(resolve, patience));
    return peer.received.some((answer) => answer['envelope_id'] === envelope_id);
  };
  return {
    adapter: bot.adapter,
    say: socketMode ? overSocket : async (text) => (await bot.event(messageOf(text))) < 300,
    core: (answer) => {
      core = answer;
    },
    told: bot.told,
    hasHistory: true,
    thread: place('C1'),
    lost: place('C-unknown'),
    freshThread: () => {
      const channel = `C-fresh-${++serial}`;
      bot.slack.channels.set(channel, { is_channel: true, is_member: true });
      return place(channel);
    },
    said: ({ channel }, text, at) => {
      bot.slack.messages.push({ channel, ts: (at / 1000).toFixed(6), type: 'message', user: 'U1', text });
    },
    shown: () => bot.slack.messages.map((message) => JSON.stringify(message)),
    faults: () => bot.slack.faults,
    stop: bot.stop,
  };
}

adapterContract('Slack over HTTP', () => start(false));
adapterContract('Slack over Socket Mode', () => start(true));
