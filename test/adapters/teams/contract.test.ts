import type { Answer } from '../../../src/reply.ts';
import { channel, conversations, placeIn, silence, startTeamsBot } from '../../support/teams-bot.ts';
import { type AdapterUnderTest, adapterContract } from '../adapter-contract.ts';

/** In a thread of a team's channel, or in a group chat, which has none. */
async function start(inChannel: boolean): Promise<AdapterUnderTest> {
  let core: Answer = async () => silence;
  const bot = await startTeamsBot((incoming) => core(incoming));
  const conversation = inChannel ? conversations.channel : conversations.chat;
  const where = inChannel ? channel : conversation.id;
  await bot.deliver({ conversation }); // from then on it is known where Teams wants to be spoken to
  let serial = 0;
  return {
    adapter: bot.adapter,
    say: async (text) => (await bot.deliver({ conversation, text })).status < 300,
    core: (answer) => {
      core = answer;
    },
    told: bot.told,
    hasHistory: false,
    thread: placeIn(where, { thread: '1000' }),
    lost: placeIn('19:unknown@thread.tacv2', { thread: '1000' }),
    freshThread: () => {
      const id = `19:fresh-${++serial}@thread.tacv2`;
      bot.teams.rosters.set(id, []);
      const known = { serviceUrl: bot.teams.url, type: conversation.conversationType, bot: '28:bot' };
      const place = placeIn(id, { thread: '1000' });
      bot.kept.set(`conversation/${place.workspace}/${id}`, JSON.stringify(known));
      return place;
    },
    said: ({ channel: at }, text) => {
      bot.teams.messages.push({ conversation: at, thread: '1000', id: 'said', from: '29:ann', activity: { text } });
    },
    shown: () => bot.teams.messages.map(({ activity }) => JSON.stringify(activity)),
    faults: () => bot.teams.faults,
    stop: bot.stop,
  };
}

adapterContract('Teams in a channel', () => start(true));
adapterContract('Teams in a chat', () => start(false));
