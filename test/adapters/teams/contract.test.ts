import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer } from '../../../src/reply.ts';
import {
  cardOf,
  channel,
  conversations,
  placeIn,
  signPress,
  silence,
  startTeamsBot,
  until,
} from '../../support/teams-bot.ts';
import { filledIn, formIn } from '../../support/teams-form.ts';
import { cardFaults } from '../../support/teams-payload.ts';
import {
  type AdapterUnderTest,
  adapterContract,
  type FormsUnderTest,
  fileText,
  formsContract,
} from '../adapter-contract.ts';

/** In a thread of a team's channel, or in a group chat, which has none. */
async function start(inChannel: boolean): Promise<AdapterUnderTest> {
  let core: Answer = async () => silence;
  const bot = await startTeamsBot((incoming) => core(incoming));
  const files = await startFiles();
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
    sendFile: async (name) => {
      const content = { downloadUrl: `${files.url}/download.aspx?tempauth=x`, fileType: 'txt' };
      const contentType = 'application/vnd.microsoft.teams.file.download.info';
      const attachments = [{ contentType, name, content }];
      await bot.deliver({ conversation: conversations.personal, text: '', attachments });
      await until(() => bot.told.length > 0);
    },
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
    stop: async () => {
      await files.close();
      await bot.stop();
    },
  };
}

/** SharePoint, as far as one file goes. */
async function startFiles(): Promise<Readonly<{ url: string; close: () => Promise<unknown> }>> {
  const server = createServer((_, response) => response.end(fileText));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((done) => server.close(done)),
  };
}

/** With `Action.Execute`, where a form stands in place of the card. */
async function startForms(inChannel: boolean): Promise<FormsUnderTest> {
  let core: Answer = async () => silence;
  const bot = await startTeamsBot((incoming) => core(incoming));
  const conversation = inChannel ? conversations.channel : conversations.personal;
  await bot.deliver({ conversation });
  const place = inChannel ? placeIn(channel, { thread: '1000' }) : placeIn(conversation.id, { kind: 'direct' });
  const ref = await bot.adapter.post(place, { kind: 'card', card: cardOf('Card') }, { id: 'k', maybePosted: false });
  bot.told.length = 0;
  let front: unknown;
  let sent = 0;
  const execute = async (data: unknown, id: string): Promise<boolean> => {
    const { status, body } = await bot.deliver({
      type: 'invoke',
      id,
      name: 'adaptiveCard/action',
      text: undefined,
      conversation,
      replyToId: ref === 'gone' ? '' : ref.id,
      value: { action: { type: 'Action.Execute', verb: 'press', data }, trigger: 'manual' },
    });
    if (status >= 300) return false;
    front = formIn(body);
    if (front) bot.teams.faults.push(...cardFaults(front));
    return true;
  };
  let serial = 0;
  return {
    core: (answer) => {
      core = answer;
    },
    told: bot.told,
    faults: () => bot.teams.faults,
    stop: bot.stop,
    signPress,
    press: (press) => execute({ press: signPress(press) }, `press-${++serial}`),
    form: () => (front ? JSON.stringify(front) : undefined),
    opened: () => until(() => front !== undefined),
    send: async (fields) => {
      const taken = await execute(filledIn(front, fields), `sent-${sent}`);
      if (taken) sent += 1; // what was not taken is delivered again, under its id
      return taken;
    },
  };
}

formsContract('Teams in a channel', () => startForms(true));
formsContract('Teams in a personal chat', () => startForms(false));
adapterContract('Teams in a channel', () => start(true));
adapterContract('Teams in a chat', () => start(false));
