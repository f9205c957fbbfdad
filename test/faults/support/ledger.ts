import type { Message } from '../../../demo/playground/slack/message.ts';
import type { Workspace } from '../../../demo/playground/slack/workspace.ts';
import { defanged } from './malicious.ts';

/** What happened to the messages of one run, counted when all is quiet. */
export type Tally = Readonly<{
  messages: number;
  /** Acknowledged to Slack (at some delivery), and neither a card that shows it nor a reason for silence. */
  lost: number;
  /** A card too many: two at once, one posted again though nobody edited, one left under a deleted message or astray, a room told twice. */
  doubled: number;
  /** Commands (by mention) without an answer: reading commands are not stored, so a death shows as silence. */
  unanswered: number;
  /** Never acknowledged, and given up by Slack after its last repetition: by Slack's own rules nobody hears of them. */
  unacknowledged: number;
  /** Of the messages that got a card: from being said to the card, milliseconds. */
  worstDelayMs: number;
}>;

/** Keeps book of what people said, what was acknowledged, and what of ours was posted and removed. */
export type Ledger = Readonly<{
  /** A message that must end with one card showing this name. */
  said: (message: Message, name: string, isCommand: boolean) => void;
  /** Its text is now about another name. */
  edited: (message: Message, name: string) => void;
  /** Deleted: it must end without a card. */
  deleted: (message: Message) => void;
  /** Nobody can post there any more: silence in this channel is right, from now on and for what had no card yet. */
  excuse: (channel: string) => void;
  /** The bot answered 2xx to a delivery with this body. */
  acknowledged: (body: string) => void;
  acknowledgements: () => number;
  /** A delivery was answered otherwise, or not at all. */
  refused: () => void;
  refusals: () => number;
  /** What whole rooms were told: that watching pauses, goes on, missed something. */
  notices: () => number;
  /** Messages whose end is still open. */
  open: () => number;
  tally: () => Tally;
  /** Each lost or doubled message in a line, for finding out why. */
  explain: () => readonly string[];
}>;

type Post = { ts: string; at: number; removedAt?: number };
type Entry = {
  channel: string;
  ts: string;
  at: number;
  name: string;
  isCommand: boolean;
  writings: number;
  deleted: boolean;
  posts: Post[];
};

/** A command that was not answered by then will not be, milliseconds. */
const answerWithin = 15_000;

export function createLedger(workspace: Workspace, botId: string): Ledger {
  const entries = new Map<string, Entry>();
  const acknowledged = new Map<string, number>();
  const excused = new Set<string>();
  const astray = new Set<string>();
  const notices = new Map<string, number>();
  let acknowledgements = 0;
  let refusals = 0;

  workspace.onChange((change) => {
    if (change.kind === 'posted' && change.message.botId === botId) posted(change.message);
    if (change.kind === 'deleted' && change.before.botId === botId) removed(change.before);
  });
  const posted = (message: Message) => {
    const key = keyOf(message);
    const entry = message.threadTs ? entries.get(`${message.channel}/${message.threadTs}`) : undefined;
    if (entry) {
      if (!isLine(key)) entry.posts.push({ ts: message.ts, at: Date.now() });
    } else if (isOfMessage(key)) astray.add(message.ts);
    else notices.set(key, (notices.get(key) ?? 0) + 1);
  };
  const removed = ({ channel, threadTs, ts }: Message) => {
    astray.delete(ts);
    const post = entries.get(`${channel}/${threadTs}`)?.posts.find((one) => one.ts === ts);
    if (post) post.removedAt = Date.now();
  };

  const standing = (entry: Entry) => entry.posts.filter(({ removedAt }) => removedAt === undefined);
  const isAcknowledged = ({ channel, ts }: Entry) => acknowledged.has(`${channel}/${ts}`);
  const shows = (entry: Entry) =>
    standing(entry).some(({ ts }) => JSON.stringify(workspace.find(entry.channel, ts)).includes(defanged(entry.name)));
  const isSilent = (entry: Entry) =>
    !entry.deleted && !excused.has(entry.channel) && isAcknowledged(entry) && !shows(entry);
  const isLost = (entry: Entry) => !entry.isCommand && isSilent(entry);
  const isUnanswered = (entry: Entry) => entry.isCommand && isSilent(entry);
  const isDoubled = (entry: Entry) =>
    mostAtOnce(entry.posts) > 1 ||
    (entry.posts.length > 1 && entry.writings === 1) ||
    (entry.deleted && !excused.has(entry.channel) && standing(entry).length > 0);

  const toldTwice = () => [...notices].filter(([, times]) => times > 1).map(([key]) => key);

  return {
    said: ({ channel, ts }, name, isCommand) =>
      entries.set(`${channel}/${ts}`, {
        ...{ channel, ts, name, isCommand, at: Date.now() },
        ...{ writings: 1, deleted: false, posts: [] },
      }),
    edited: ({ channel, ts }, name) => {
      const entry = entries.get(`${channel}/${ts}`)!;
      entry.name = name;
      entry.writings += 1;
    },
    deleted: ({ channel, ts }) => {
      entries.get(`${channel}/${ts}`)!.deleted = true;
    },
    excuse: (channel) => excused.add(channel),
    acknowledged: (body) => {
      const message = messageOf(body);
      if (message) acknowledged.set(message, Date.now());
      acknowledgements += 1;
    },
    acknowledgements: () => acknowledgements,
    refused: () => {
      refusals += 1;
    },
    refusals: () => refusals,
    notices: () => notices.size,
    open: () => {
      const isOpen = (one: Entry) =>
        isLost(one) || isDoubled(one) || (isUnanswered(one) && Date.now() - one.at < answerWithin);
      return [...entries.values()].filter(isOpen).length;
    },
    tally: () => {
      const all = [...entries.values()];
      const delays = all.flatMap(({ at, posts }) => (posts[0] ? [posts[0].at - at] : []));
      return {
        messages: all.length,
        lost: all.filter(isLost).length,
        unanswered: all.filter(isUnanswered).length,
        doubled: all.filter(isDoubled).length + astray.size + toldTwice().length,
        unacknowledged: all.filter((entry) => !isAcknowledged(entry) && entry.posts.length === 0).length,
        worstDelayMs: Math.max(0, ...delays),
      };
    },
    explain: () => [
      ...[...entries.values()]
        .filter((entry) => isLost(entry) || isDoubled(entry))
        .map((entry) => {
          const said = `${isLost(entry) ? 'lost' : 'doubled'} ${entry.channel}/${entry.ts} (${entry.name})`;
          const at = new Date(entry.at).toISOString();
          const posts = entry.posts.map((post) => `${post.at - entry.at}–${(post.removedAt ?? entry.at) - entry.at}`);
          return `${said} said ${at}, ${entry.writings} writings, deleted ${entry.deleted}, cards at ms: ${posts.join(', ')}`;
        }),
      ...[...astray].map((ts) => `astray ${ts}`),
      ...toldTwice().map((key) => `told the room twice: ${key}`),
    ],
  };
}

/** The message that an event first brought, `channel/ts`; undefined for edits, deletions and everything else. */
function messageOf(body: string): string | undefined {
  if (!body.startsWith('{')) return undefined; // a command, a press or a form
  const { event } = JSON.parse(body) as { event?: { type?: string; subtype?: string; channel?: string; ts?: string } };
  const says = event?.type === 'message' || event?.type === 'app_mention';
  return says && event.subtype === undefined ? `${event.channel}/${event.ts}` : undefined;
}

/** Every post of the bot says in its metadata what it is for. */
const keyOf = ({ metadata, ts }: Message): string =>
  String(Reflect.get(Object(metadata?.['event_payload']), 'key') ?? `unnamed ${ts}`);

/** About one message: `slack/<workspace>/<channel>/<ts>`, or an answer to a mention. What is not tells the whole room. */
const isOfMessage = (key: string): boolean => /^slack\/\w+\/\w+\/[\d.]+/.test(key) || key.startsWith('said:');

/** A line that says that an edit made things worse: posted besides the card, under a key with one part more. */
const isLine = (key: string): boolean => key.startsWith('slack/') && key.split('/').length > 4;

function mostAtOnce(posts: readonly Post[]): number {
  return Math.max(
    0,
    ...posts.map(
      ({ at }) => posts.filter((one) => one.at <= at && (one.removedAt ?? Number.POSITIVE_INFINITY) > at).length,
    ),
  );
}
