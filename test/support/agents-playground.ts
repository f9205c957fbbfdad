import { z } from 'zod';
import {
  fetchPlayground,
  findPlayground,
  type PlaygroundPerson,
  playgroundBot,
  playgroundPeople,
  playgroundRooms,
  playgroundTenant,
  startPlayground,
} from '../../demo/agents-playground.ts';
import { freePort } from './process.ts';

export { playgroundPeople as people, playgroundRooms as rooms } from '../../demo/agents-playground.ts';

/**
 * Where the Agents Playground is on this machine; undefined: not here, and the tests that need it say so. It is fetched
 * from the registry only where `AGENTS_PLAYGROUND=fetch` says that its licence is known and the registry may be asked.
 */
export async function havePlayground(): Promise<string | undefined> {
  if (process.env['AGENTS_PLAYGROUND'] !== 'fetch') return findPlayground();
  return (
    findPlayground() ??
    fetchPlayground().catch((error: Error) => {
      console.warn(
        `skipped: the Agents Playground cannot be fetched (${error.message.split('\n')[1] ?? error.message})`,
      );
      return undefined;
    })
  );
}

/** A message that the bot sent, or what it made of one that it had sent. */
export type Heard = Readonly<{
  how: 'posted' | 'updated';
  /** The conversation's id; in a channel that of the thread, `<channel>;messageid=<post>`. */
  conversation: string;
  id: string;
  text: string;
  /** Adaptive Cards, as they were sent. */
  cards: readonly Readonly<Record<string, unknown>>[];
}>;

/** A message of a person: its id, and where answers to it go. */
export type Said = Readonly<{ id: string; conversation: string }>;

export type TeamsPlayground = Readonly<{
  url: string;
  /**
   * Says something in a conversation: one of `rooms`, or the `conversation` of what was said, which replies in that thread.
   * The page lets only Ana, who sits at it, speak to the bot, and in rooms only by a mention. What others say, and what is
   * said without a mention, stands on the page too, and the bot is told of it as Teams does under resource-specific consent.
   */
  say: (conversation: string, words: string, how?: { mention?: boolean; from?: PlaygroundPerson }) => Promise<Said>;
  /** Only what was said without a mention, or by another than Ana: of the rest the bot was told under another id. */
  edit: (said: Said, words: string, from?: PlaygroundPerson) => Promise<void>;
  remove: (said: Said, from?: PlaygroundPerson) => Promise<void>;
  /** Adds the bot to a room. */
  join: (room: string) => Promise<void>;
  /** Presses an Action.Submit; `data` is the action's. */
  submit: (under: Heard, data: unknown, from?: PlaygroundPerson) => Promise<void>;
  /** Presses an Action.Execute. Resolves with the bot's answer. */
  execute: (under: Heard, verb: string, data: unknown, from?: PlaygroundPerson) => Promise<unknown>;
  /** Types into the message extension. Resolves with the bot's answer. */
  query: (words: string, from?: PlaygroundPerson) => Promise<unknown>;
  /** Chooses the extension's action on a message that reads so. Resolves with the bot's answer. */
  check: (words: string, from?: PlaygroundPerson) => Promise<unknown>;
  /** All that the bot has sent, the oldest first. */
  heard: () => readonly Heard[];
  stop: () => Promise<void>;
}>;

const spoken = z.object({
  action: z.enum(['createMessage', 'updateMessage']),
  actionConversationId: z.string(),
  message: z.object({
    messageId: z.string(),
    text: z.string().nullish(),
    attachments: z.array(z.object({ contentType: z.string(), content: z.unknown() })).nullish(),
  }),
});
const record = z.record(z.string(), z.unknown());

/** Starts it against a bot's `…/api/messages`, on loopback. */
export async function startTeamsPlayground(cli: string, endpoint: string): Promise<TeamsPlayground> {
  const { url, stop } = await startPlayground(cli, endpoint, await freePort());
  const sent: Heard[] = [];
  const stream = new WebSocket(`${url.replace('http', 'ws')}_ws_conversation/v1/conversations/stream`);
  stream.addEventListener('message', ({ data }) => {
    const read = spoken.safeParse(JSON.parse(String(data)));
    if (read.success) sent.push(hear(read.data));
  });
  const opened = new Promise<void>((resolve, reject) => {
    stream.addEventListener('open', () => resolve());
    stream.addEventListener('error', () => reject(new Error('its stream cannot be opened')));
  });
  await opened.catch(async (error: unknown) => {
    await stop();
    throw error;
  });

  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${url}${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`the Playground answered ${path} with ${answer.status}: ${text.slice(0, 500)}`);
    return text === '' || !/^[[{"]/.test(text) ? text : JSON.parse(text);
  };
  const invoke = (name: string, conversation: string, from: PlaygroundPerson, value: unknown, replyToId?: string) =>
    ask('_conversation/v1/invoke', {
      name,
      conversation: { id: conversation },
      from: { id: from.id },
      replyToId,
      value,
    });
  /** An activity as the Playground would make it of this kind (none: any), changed, and sent to the bot. */
  const send = async (conversation: string, change: Record<string, unknown>, from?: PlaygroundPerson, kind = '') => {
    const [room = conversation] = conversation.split(';');
    const type = kind && `&type=${kind}`;
    const template = record.parse(
      await ask(`_internal/v1/customActivities/template?conversationId=${encodeURIComponent(room)}${type}`),
    );
    await ask('_internal/v1/customActivities', {
      ...template,
      ...change,
      ...(from ? { from: { id: from.id, name: from.name, aadObjectId: from.aadObjectId } } : {}),
      conversation: { ...record.parse(template['conversation']), id: conversation },
      channelData: { ...placeOf(room), ...part(template['channelData']), ...part(change['channelData']) },
    });
  };

  const { ana } = playgroundPeople;
  return {
    url,
    heard: () => sent,
    say: async (conversation, words, { mention = false, from = ana } = {}) => {
      const at = `<at>${playgroundBot.name}</at>`;
      const mentions = mention ? [{ mentioned: { ...playgroundBot }, text: at }] : [];
      const text = mention ? `${at} ${words}` : words;
      const heardByItself = conversation === playgroundRooms.personal || (mention && from === ana);
      const posted = said(
        await ask(`_conversation/v1/conversations/${encodeURIComponent(conversation)}/messages`, {
          from: { id: ana.id },
          text,
          textFormat: 'plain',
          mentions: heardByItself ? mentions : [],
        }),
        conversation,
      );
      if (heardByItself) return posted;
      const entities = mentions.map((one) => ({ type: 'mention', ...one }));
      await send(posted.conversation, { type: 'message', id: posted.id, text, textFormat: 'plain', entities }, from);
      return posted;
    },
    edit: ({ id, conversation }, words, from = ana) => {
      const edited = { type: 'messageUpdate', channelData: { eventType: 'editMessage' } };
      return send(conversation, { ...edited, id, text: words, textFormat: 'plain' }, from);
    },
    remove: ({ id, conversation }, from = ana) => {
      const deleted = { type: 'messageDelete', channelData: { eventType: 'softDeleteMessage' } };
      return send(conversation, { ...deleted, id }, from);
    },
    join: (room) => send(room, {}, undefined, 'botAdded'),
    submit: async (under, value, from = ana) => {
      const { conversation, id } = under;
      await ask('_conversation/v1/submit', {
        conversation: { id: conversation },
        from: { id: from.id },
        replyToId: id,
        value,
      });
    },
    execute: ({ conversation, id }, verb, data, from = ana) => {
      const value = { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' };
      return invoke('adaptiveCard/action', conversation, from, value, id);
    },
    query: (words, from = ana) => {
      const parameters = [{ name: 'value', value: words }];
      const value = { commandId: 'check', parameters, queryOptions: { skip: 0, count: 25 } };
      return invoke('composeExtension/query', playgroundRooms.personal, from, value);
    },
    check: (words, from = ana) => {
      const messagePayload = { id: nextId(), messageType: 'message', body: { contentType: 'html', content: words } };
      const value = {
        commandId: 'checkMessage',
        commandContext: 'message',
        context: { theme: 'default' },
        messagePayload,
      };
      return invoke('composeExtension/fetchTask', playgroundRooms.group, from, value);
    },
    stop: async () => {
      stream.close();
      await stop();
    },
  };
}

/** Teams' ids are times in milliseconds. */
let last = Date.now();
const nextId = () => String(++last);

function hear({ action, actionConversationId, message }: z.infer<typeof spoken>): Heard {
  const cards = (message.attachments ?? [])
    .filter(({ contentType }) => contentType === 'application/vnd.microsoft.card.adaptive')
    .map(({ content }) => record.parse(content));
  return {
    how: action === 'createMessage' ? 'posted' : 'updated',
    conversation: actionConversationId,
    id: message.messageId,
    text: message.text ?? '',
    cards,
  };
}

const posted = z.object({ messageId: z.string(), postConversationId: z.string().optional() });

function said(answer: unknown, conversation: string): Said {
  const { messageId, postConversationId } = posted.parse(answer);
  return { id: messageId, conversation: postConversationId ?? conversation };
}

const part = (value: unknown) => (value === undefined ? {} : record.parse(value));

/** What Teams says of the place in `channelData`. */
function placeOf(room: string): Readonly<Record<string, unknown>> {
  const tenant = { id: playgroundTenant };
  const { general: team, channel } = playgroundRooms;
  if (room !== team && room !== channel) return { tenant };
  return { tenant, team: { id: team }, channel: { id: room }, teamsTeamId: team, teamsChannelId: room };
}
