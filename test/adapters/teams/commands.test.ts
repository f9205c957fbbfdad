import type { IncomingCommand } from '../../../src/incoming.ts';
import type { Answer, Reply } from '../../../src/reply.ts';
import {
  ann,
  cardOf,
  channel,
  chat,
  conversations,
  member,
  personal,
  placeIn,
  startTeamsBot,
  type TeamsBot,
  tenant,
  until,
} from '../../support/teams-bot.ts';

const toAll: Reply = { kind: 'card', card: cardOf('Answer'), audience: 'room' };
const toAsker: Reply = { kind: 'card', card: cardOf('Secret'), audience: 'asker' };
const patience = 1_000;
/** Longer than the adapter waits before it says "Looking …". */
const slowly =
  (reply: Reply): Answer =>
  () =>
    new Promise((resolve) => setTimeout(() => resolve(reply), 1.5 * patience));

let core: Answer;
let bot: TeamsBot;
beforeEach(async () => {
  core = async () => toAll;
  bot = await startTeamsBot((incoming) => core(incoming), { patience });
});
afterEach(() => bot.stop());

const command = () => bot.told[0] as IncomingCommand;
const saidIn = (where: string) =>
  bot.teams.messages.filter(({ conversation }) => conversation === where).map(({ activity }) => activity['summary']);
const alone = `a:${ann.id}`;
const settled = async () => {
  await until(() => bot.told.length > 0);
  await bot.adapter.stop();
};

test('a mention that begins a message is a command, answered in its thread', async () => {
  await bot.mention('enrich hxxp://a[.]example', { id: '1001' });
  await settled();
  expect(command()).toMatchObject({
    kind: 'command',
    from: 'mention',
    words: 'enrich hxxp://a[.]example',
    person: { platform: 'teams', workspace: tenant, id: ann.aadObjectId, standing: 'member', groups: [] },
    place: placeIn(channel, { thread: '1000', outsiders: false }),
    botIsMember: true,
  });
  expect(bot.teams.messages).toMatchObject([{ conversation: channel, thread: '1000' }]);
  expect(saidIn(channel)).toEqual(['Answer']);
});

test('an answer to a post of a channel begins its thread', async () => {
  await bot.mention('help', { id: '1000' });
  await settled();
  expect(command().place.thread).toBe('1000');
  expect(bot.teams.messages[0]).toMatchObject({ thread: '1000' });
});

test('a group chat is answered in the chat', async () => {
  await bot.mention('help', { conversation: conversations.chat });
  await settled();
  expect(command()).toMatchObject({ from: 'mention', words: 'help' });
  expect(command().place.thread).toBeUndefined();
  expect(saidIn(chat)).toEqual(['Answer']);
});

test('a personal chat needs no mention, and what is for the asker stands there', async () => {
  core = async () => toAsker;
  await bot.deliver({ conversation: conversations.personal, text: 'status' });
  await settled();
  expect(command()).toMatchObject({ from: 'direct', words: 'status', place: { kind: 'direct', outsiders: false } });
  expect(saidIn(personal)).toEqual(['Secret']);
  expect(bot.teams.callsOf('create')).toEqual([]);
});

test('one delivery and its repetition have one key', async () => {
  await bot.mention('help', { id: '1001' });
  await bot.mention('help', { id: '1001' });
  await until(() => bot.told.length === 2);
  const [one, other] = bot.told as IncomingCommand[];
  expect(other!.key).toBe(one!.key);
});

test('that an answer is being written shows at once, and a quick answer needs no "Looking …"', async () => {
  await bot.mention('help');
  await settled();
  expect(bot.teams.callsOf('typing')).toHaveLength(1);
  expect(bot.teams.callsOf('post')).toHaveLength(1);
  expect(bot.teams.callsOf('update')).toEqual([]);
});

test('a slow answer takes the place of "Looking …"', async () => {
  core = slowly(toAll);
  await bot.mention('help');
  await until(() => bot.teams.messages.length === 1);
  const [first] = saidIn(channel);
  await settled();
  expect(first).toBe('Looking …');
  expect(saidIn(channel)).toEqual(['Answer']);
});

test('what is for the asker alone goes to the personal chat, which is opened once', async () => {
  core = async () => toAsker;
  await bot.mention('status');
  await until(() => saidIn(alone).length === 1);
  await bot.mention('status');
  await settled();
  expect(saidIn(alone)).toEqual(['Secret', 'Secret']);
  expect(saidIn(channel)).toEqual([]);
  expect(bot.teams.callsOf('create').map(({ body }) => body)).toMatchObject([
    { tenantId: tenant, isGroup: false, members: [{ id: ann.id }], channelData: { tenant: { id: tenant } } },
  ]);
  expect(bot.kept.get(`personal/${tenant}/${ann.aadObjectId}`)).toBe(alone);
});

test('a personal chat that has gone is opened again', async () => {
  core = async () => toAsker;
  await bot.deliver();
  bot.told.length = 0;
  bot.kept.set(`personal/${tenant}/${ann.aadObjectId}`, 'a:old');
  bot.kept.set(
    `conversation/${tenant}/a:old`,
    JSON.stringify({ serviceUrl: bot.teams.url, type: 'personal', bot: '28:bot' }),
  );
  await bot.mention('status');
  await settled();
  expect(saidIn(alone)).toEqual(['Secret']);
});

test('where no personal chat can be opened a sentence says so, without the content', async () => {
  core = async () => toAsker;
  bot.teams.next('create', { status: 403, body: { error: { code: 'BotNotInConversationRoster', message: 'no' } } });
  await bot.mention('status', { id: '1001' });
  await settled();
  expect(saidIn(channel)).toEqual([expect.stringContaining('for you alone')]);
  expect(bot.teams.messages[0]).toMatchObject({ thread: '1000' });
  expect(JSON.stringify(bot.teams.messages)).not.toContain('Secret');
});

test('a slow answer for the asker alone leaves nothing in the room', async () => {
  core = slowly(toAsker);
  await bot.mention('status');
  await until(() => saidIn(channel).length === 1);
  await settled();
  expect(saidIn(channel)).toEqual([]);
  expect(saidIn(alone)).toEqual(['Secret']);
});

test('where Teams deletes nothing, "Withdrawn." takes its place', async () => {
  core = slowly(toAsker);
  bot.teams.always('remove', { status: 501 });
  await bot.mention('status');
  await until(() => bot.told.length > 0);
  await settled();
  expect(saidIn(channel)).toEqual(['Withdrawn.']);
  expect(saidIn(alone)).toEqual(['Secret']);
});

test('a command with --private shows nothing in the room, however long it takes', async () => {
  core = slowly(toAsker);
  await bot.mention('enrich --private 1.2.3.4');
  await settled();
  const inRoom = bot.teams.calls.filter(({ conversation }) => conversation.startsWith(channel));
  expect(inRoom.map(({ method }) => method).sort()).toEqual(['member', 'members']);
  expect(saidIn(alone)).toEqual(['Secret']);
});

test('what fails is told to the asker', async () => {
  core = async () => {
    throw new Error('boom');
  };
  await bot.deliver({ conversation: conversations.personal });
  await settled();
  expect(saidIn(personal)).toEqual([expect.stringContaining('could not be done')]);
});

test('a command is answered also while the store is down', async () => {
  bot.store(false);
  const { status } = await bot.mention('help');
  await settled();
  expect(status).toBe(200);
  expect(saidIn(channel)).toEqual(['Answer']);
});

test('a command is acknowledged before it is answered', async () => {
  core = slowly(toAll);
  const { status } = await bot.mention('help');
  const before = bot.teams.messages.length;
  await settled();
  expect({ status, before }).toEqual({ status: 200, before: 0 });
});

test('silence says nothing, and takes "Looking …" back', async () => {
  core = slowly({ kind: 'silence', reason: 'answered-before' });
  await bot.mention('help');
  await settled();
  expect(bot.teams.callsOf('remove')).toHaveLength(1);
  expect(bot.teams.messages).toEqual([]);
});

describe('people whom the words of a command mention', () => {
  const idOf = (at: number) => `00000000-0000-4000-8000-0000000001a${at}`;
  const people = Array.from({ length: 7 }, (_, at) => ({ id: `29:p${at}`, aadObjectId: idOf(at), name: `Pat ${at}` }));
  const mentionOf = ({ id, name }: { id: string; name: string }) => ({
    type: 'mention',
    mentioned: { id, name },
    text: `<at>${name}</at>`,
  });
  const us = { type: 'mention', mentioned: { id: '28:bot' }, text: '<at>XDR</at>' };
  const said = async (words: string, entities: readonly object[], change = {}) => {
    bot.teams.rosters.set(channel, [
      ...people.map((one) => member(one, { aadObjectId: one.aadObjectId.toUpperCase() })),
      member({ id: '28:alerts', aadObjectId: idOf(9) }),
    ]);
    await bot.deliver({ text: `<at>XDR</at> ${words}`, entities: [us, ...entities], ...change });
    await settled();
    return command().mentioned;
  };
  const lookedUp = () => bot.teams.callsOf('member').filter(({ id }) => id?.startsWith('29:p'));
  const at = ({ name }: { name: string }) => `<at>${name}</at>`;
  const [first, second, third] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]];

  test('are told by their ids of the directory, in order, each once', async () => {
    const mentioned = await said(`grant ${at(second)} ${at(first)} respond`, [second, first, second].map(mentionOf));
    expect(mentioned).toEqual([second.aadObjectId, first.aadObjectId]);
    expect(command().words).toBe('grant Pat 1 Pat 0 respond');
  });

  test('are looked up only when there are any', async () => {
    expect(await said('status', [])).toBeUndefined();
    expect(lookedUp()).toEqual([]);
  });

  test.each([
    ['is in no roster', { id: '29:gone', name: 'Pat 1' }],
    ['is a bot', { id: '28:alerts', name: 'Pat 1' }],
    ['stands in no word of the command, as in what a reply quotes', { ...third, name: 'Quoted' }],
  ])('who %s is left out', async (_, whom) => {
    const mentioned = await said(`grant ${at(first)} Pat 1 respond`, [whom, first].map(mentionOf));
    expect(mentioned).toEqual([first.aadObjectId]);
  });

  test('an entry of another account than was asked for counts for nobody', async () => {
    bot.teams.always('member', { body: member({ ...second, id: '29:other' }) });
    expect(await said(`grant ${at(first)} respond`, [mentionOf(first)])).toEqual([]);
  });

  test('no more than five are looked up', async () => {
    const mentioned = await said(`grant ${people.map(at).join(' ')}`, people.map(mentionOf));
    expect(mentioned).toHaveLength(5);
    expect(lookedUp()).toHaveLength(5);
  });
});

test('a form in answer to a command is a fault of ours, told as one', async () => {
  core = async () => ({
    kind: 'form',
    form: { card: cardOf('Form'), fields: [], submit: { text: 'Send', press: { do: 'confirm', request: 'r' } } },
  });
  await bot.mention('respond 45.83.10.7');
  await settled();
  expect(saidIn(alone).join()).toContain('could not be done');
  expect(saidIn(channel)).toEqual([]);
});
