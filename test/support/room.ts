import type { SimulatedThreatGrid } from '../../demo/threat-grid/create-simulated-threat-grid.ts';
import { serveSimulatedThreatGrid } from '../../demo/threat-grid/serve-simulated-threat-grid.ts';
import { DEMO_CLIENTS, withoutJudgements } from '../../demo/xdr/api-clients.ts';
import type { SimulatedXdr } from '../../demo/xdr/create-simulated-xdr.ts';
import type { Adapter, FoundEmail } from '../../src/adapter.ts';
import { type Bot, startBot } from '../../src/bot.ts';
import type { Card } from '../../src/cards/card.ts';
import type { Form } from '../../src/cards/form.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { readConfig } from '../../src/config.ts';
import { Failure } from '../../src/failure.ts';
import type { PostedFile } from '../../src/files/posted-file.ts';
import type { IncomingCommand, IncomingMessage, IncomingPress, MessageRef, Person, Place } from '../../src/incoming.ts';
import { createListener } from '../../src/listener.ts';
import { type Log, silentLog } from '../../src/log.ts';
import type { SignPress } from '../../src/presses/press.ts';
import type { Answer, PostKey, Reply } from '../../src/reply.ts';
import { openDatabase, type Query } from '../../src/store/database.ts';
import { dataDirectory } from './database.ts';
import { startSimulatedXdr } from './simulated-xdr.ts';

/** What stands in the room now. */
export type Standing = { ref: MessageRef; card: Card; key: PostKey; updates: number };

/** The whole bot on a platform that only remembers: real core, jobs, database and XDR client; XDR is simulated. */
export type Room = Readonly<{
  xdr: SimulatedXdr;
  /** Where the room was opened with it. */
  grid: SimulatedThreatGrid;
  answer: Answer;
  signPress: SignPress;
  /** Cards that stand, in the order of posting. */
  cards: () => readonly Standing[];
  /** The plain text of the cards that stand. */
  texts: () => readonly string[];
  signs: () => readonly Readonly<{ sign: string; on: string }>[];
  /** From now on the platform lets us put no reaction on messages: receipts are cards. */
  refuseReactions: () => void;
  /** Ids of messages that the platform keeps in sight. */
  pins: () => readonly string[];
  /** How the platform says that a channel is from now on, by id; a Failure: it cannot be asked, or is gone. */
  setPlace: (channel: string, how: Partial<Place> | Failure) => void;
  /** Whether the platform keeps messages in sight; it does at the start. */
  setPinning: (can: boolean) => void;
  /** Makes the next post, update or removal fail. */
  failNext: (failure: Failure) => void;
  /** The next post stands, but nobody is told: as when the process dies behind it. */
  loseNextAnswer: () => void;
  /** Runs in the middle of the next post, before it is there. */
  duringNextPost: (work: () => Promise<unknown>) => void;
  say: (text: string, more?: SayMore) => Promise<Reply>;
  /** What the platform gives for this handle from now on, in chunks; a Failure: it gives none. Files opened so far. */
  setFile: (handle: string, bytes: Uint8Array | Failure) => void;
  opened: () => readonly string[];
  /** Said so many milliseconds ago, and never delivered: only history knows it. */
  sayUnheard: (text: string, id: string, ago: number) => void;
  /** `version` names the deletion, as on platforms where a message can be restored. */
  erase: (id: string, version?: string) => Promise<Reply>;
  command: (words: string, more?: Partial<IncomingCommand>) => Promise<Reply>;
  press: (label: string, card: Card, person?: Person, more?: Partial<IncomingPress>) => Promise<Reply>;
  /** Sends a form, with what is typed in it. */
  submit: (
    form: Form,
    fields: Readonly<Record<string, string>>,
    person?: Person,
    more?: Partial<IncomingPress>,
  ) => Promise<Reply>;
  /** What the platform says of this person from now on, when it is asked anew. */
  setPerson: (person: Person) => void;
  /**
   * Who may read a channel from now on, as the platform says when it is asked: everybody of the workspace, who then knows it
   * by a name; its members, all of the workspace (`closed`); outsiders too; or that is not known, as at the start.
   */
  setAudience: (channel: string, who: Readonly<{ open: string }> | 'closed' | 'outsiders' | 'unknown') => void;
  /** What the platform says of the address of this person from now on. */
  setEmail: (id: string, email: FoundEmail) => void;
  /** Nobody can be looked up from now on: asking the platform fails so; undefined: it answers again. */
  failLookUps: (failure: Failure | undefined) => void;
  /** People from outside may read in all channels from now on, or no longer. */
  setOutsiders: (outsiders: boolean) => void;
  /** The address of the bot's listener, which listens from the first call on. */
  url: () => Promise<string>;
  /** The bot's database. */
  query: Query;
  /** Waits until the database holds no job that could run now. */
  idle: () => Promise<void>;
  place: () => Place;
  /** Another channel, nothing said, XDR as at the start, and no verdict remembered. */
  fresh: () => void;
  /** Moves the clock of the bot and of XDR; the database keeps its own. */
  pass: (ms: number) => void;
  /** The clock of the bot and of XDR, milliseconds since the epoch. */
  now: () => number;
  stop: () => Promise<void>;
}>;

type SayMore = Readonly<{
  id?: string;
  version?: string;
  thread?: string;
  bot?: boolean;
  /** Who says it; U1 else. */
  by?: string;
  channel?: string;
  restored?: true;
  files?: readonly PostedFile[];
}>;

export const member = (id = 'U1', more: Partial<Person> = {}): Person => ({
  platform: 'slack',
  workspace: 'T1',
  id,
  standing: 'member',
  groups: [],
  ...more,
});

export async function openRoom({
  environment = {},
  client = 'reader',
  stores = false,
  teams = false,
  threatGrid = false,
  log = silentLog,
}: {
  environment?: Readonly<Record<string, string>>;
  client?: 'reader' | 'inspect-only' | 'no-refer' | 'everything';
  /**
   * The stores of judgements are asked beside the modules. Else the API client reads no judgements, so that a test of
   * something else counts the calls of that alone.
   */
  stores?: boolean;
  /** The same room hears and speaks as Teams as well. */
  teams?: boolean;
  /** Beside a simulated Threat Grid, by its demo key. */
  threatGrid?: boolean;
  log?: Log;
} = {}): Promise<Room> {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const {
    url,
    globalUrl,
    xdr,
    stop: stopXdr,
  } = await startSimulatedXdr({
    now,
    ...(stores ? {} : { clients: DEMO_CLIENTS.map(withoutJudgements) }),
  });
  const served = threatGrid ? await serveSimulatedThreatGrid({ now }) : undefined;
  const { id: clientId, password } = xdr.client(client);
  const { id: responseClient, password: responsePassword } = xdr.client('responder');
  const read = readConfig({
    XDR_CLIENT_ID: clientId,
    XDR_CLIENT_PASSWORD: password,
    XDR_RESPONSE_CLIENT_ID: responseClient,
    XDR_RESPONSE_CLIENT_PASSWORD: responsePassword,
    XDR_VISIBILITY_URL: url,
    XDR_PRIVATE_INTEL_URL: url,
    XDR_AUTOMATION_URL: url,
    XDR_GLOBAL_INTEL_URL: globalUrl,
    CHATOPS_GLOBAL_INTEL: stores ? 'on' : 'off',
    SLACK_BOT_TOKEN: 'xoxb-made-up',
    SLACK_SIGNING_SECRET: 'made-up',
    CHATOPS_ANALYSTS: 'slack:UANALYST',
    CHATOPS_ADMINS: 'slack:UADMIN',
    ...(served ? { THREATGRID_API_KEY: served.threatGrid.key, THREATGRID_URL: served.threatGrid.origin } : {}),
    DATA_DIR: await dataDirectory(),
    ...environment,
  });
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  // The simulated verdicts live in documentation ranges, which a serving bot does not look up; everything else is real.
  const config = { ...read.config, demo: true };

  const standing: Standing[] = [];
  const signs: { sign: string; on: string }[] = [];
  const persons = new Map<string, Person>();
  const audiences = new Map<string, Readonly<{ open: string }> | 'closed' | 'outsiders' | 'unknown'>();
  const emails = new Map<string, FoundEmail>();
  const pinned = new Set<string>();
  const files = new Map<string, Uint8Array | Failure>();
  const opened: string[] = [];
  const places = new Map<string, Partial<Place> | Failure>();
  let pinning = true;
  let failing: Failure | undefined;
  let away: Failure | undefined;
  let meanwhile: (() => Promise<unknown>) | undefined;
  let losing = false;
  let outsiders = false;
  let port: Promise<number> | undefined;
  let answer: Answer | undefined;
  let sign: SignPress | undefined;
  let posts = 0;
  let reacts = true;
  /** What stands in the channels now, for who reads it back; by id. */
  const said = new Map<string, IncomingMessage & { saidAt: number }>();
  const mayFail = () => {
    const failure = failing;
    failing = undefined;
    if (failure) throw failure;
  };
  const adapter: Adapter = {
    platform: 'slack',
    start: async (core) => {
      answer = core;
    },
    post: async (place, what, key) => {
      mayFail();
      const work = meanwhile;
      meanwhile = undefined;
      await work?.();
      if (what.kind === 'pin') {
        if (!pinning) return 'gone';
        if (!what.pinned) pinned.delete(what.on);
        else pinned.add(what.on);
        return { place, id: what.on };
      }
      if (what.kind === 'sign' || (what.kind === 'receipt' && reacts)) {
        signs.push({ sign: what.kind === 'sign' ? what.sign : 'noted', on: what.on });
        return { place, id: what.on };
      }
      const before = key.maybePosted ? standing.find((one) => one.key.id === key.id) : undefined;
      if (before) return before.ref;
      const ref = { place, id: `post-${++posts}` };
      standing.push({ ref, card: what.kind === 'receipt' ? what.orElse : what.card, key, updates: 0 });
      if (losing) {
        losing = false;
        throw new Failure('platform-unavailable', 'the answer was lost');
      }
      return ref;
    },
    update: async (ref, card) => {
      mayFail();
      const its = standing.find((one) => one.ref.id === ref.id);
      if (!its) throw new Failure('place-gone', 'no such post');
      its.card = card;
      its.updates += 1;
    },
    remove: async (ref) => {
      mayFail();
      const at = standing.findIndex((one) => ('id' in ref ? one.ref.id === ref.id : one.key.id === ref.key));
      if (at >= 0) standing.splice(at, 1);
      if (!('id' in ref)) return;
      const sign = signs.findIndex((one) => one.on === ref.id);
      if (sign >= 0) signs.splice(sign, 1);
    },
    stop: async () => {},
    openFile: async ({ handle }) => {
      opened.push(handle);
      const bytes = files.get(handle) ?? new Failure('place-gone', 'no such file');
      if (bytes instanceof Failure) throw bytes;
      return { size: bytes.length, chunks: inChunks(bytes) };
    },
    permalinkOf: ({ place: { channel }, id }) => `https://acme.slack.com/archives/${channel}/p${id}`,
    state: () => ({ state: 'ok' }),
    audience: {
      circlesOf: async ({ channel, workspace }) => {
        const who = audiences.get(channel) ?? 'unknown';
        return who === 'outsiders' || who === 'unknown' ? [] : [workspace];
      },
      openRoom: async ({ channel, workspace }) => {
        const who = audiences.get(channel);
        return typeof who === 'object' ? { circle: workspace, name: who.open } : undefined;
      },
    },
    personNow: async (id) => {
      if (away) throw away;
      return persons.get(id) ?? member(id);
    },
    openChannel: async ({ name, people }) => {
      mayFail();
      return {
        place: { ...place, channel: `C-${name}` },
        name,
        without: people.filter((one) => one.startsWith('UX')),
      };
    },
    placeNow: async (room) => {
      if (away) throw away;
      const how = places.get(room.channel) ?? {};
      if (how instanceof Failure) throw how;
      return { ...room, kind: 'channel', outsiders, ...how };
    },
    emailOf: async (id) => {
      if (away) throw away;
      const { standing } = persons.get(id) ?? member(id);
      return standing === 'member' ? (emails.get(id) ?? { lacks: 'address' }) : { lacks: 'member' };
    },
    memberWith: async (email) =>
      [...emails].find(([, found]) => 'email' in found && found.email.toLowerCase() === email.toLowerCase())?.[0],
    history: ({ channel }, { from, until }) => {
      const past = [...said.values()].filter(
        ({ message, saidAt }) => message.place.channel === channel && saidAt >= from && saidAt <= until,
      );
      const read = async function* () {
        yield* past;
      };
      return Object.assign(read(), { unreadBefore: () => undefined });
    },
  };
  const listener = createListener({ log });
  const database = await openDatabase({ dataDir: config.database.dataDir, log });
  const bot: Bot = await startBot({
    config,
    version: '0.0.0-test',
    log,
    listener,
    database,
    now,
    careEvery: 200,
    createAdapters: ({ signPress }) => {
      sign = signPress;
      return teams ? [adapter, { ...adapter, platform: 'teams' }] : [adapter];
    },
  });

  let channels = 1;
  let place: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false };
  let messages = 0;
  return {
    xdr,
    grid: served?.grid as SimulatedThreatGrid,
    place: () => place,
    fresh: () => {
      place = { ...place, channel: `C${++channels}` };
      standing.length = 0;
      signs.length = 0;
      reacts = true;
      pinned.clear();
      opened.length = 0;
      pinning = true;
      xdr.reset();
      served?.grid.reset();
      ahead += 2 * 60 * 60_000;
    },
    now,
    pass: (ms) => {
      ahead += ms;
    },
    answer: (incoming) => answer!(incoming),
    signPress: (press) => sign!(press),
    cards: () => standing,
    texts: () => standing.map(({ card }) => plainText(card)),
    signs: () => signs,
    refuseReactions: () => {
      reacts = false;
    },
    pins: () => [...pinned],
    setPlace: (channel, how) => void places.set(channel, how),
    setPinning: (can) => {
      pinning = can;
    },
    failNext: (failure) => {
      failing = failure;
    },
    loseNextAnswer: () => {
      losing = true;
    },
    duringNextPost: (work) => {
      meanwhile = work;
    },
    say: (
      text,
      {
        id = `m${++messages}`,
        version = '',
        thread,
        bot: byBot = false,
        by = 'U1',
        channel = place.channel,
        restored,
        files: posted,
      } = {},
    ) => {
      const message: IncomingMessage = {
        kind: 'message',
        message: { place: { ...place, channel, ...(thread ? { thread } : {}) }, id },
        version,
        text,
        author: { id: byBot ? 'B1' : by, bot: byBot },
        ...(restored && { restored }),
        ...(posted && { files: posted }),
      };
      said.set(id, { ...message, saidAt: said.get(id)?.saidAt ?? now() });
      return answer!(message);
    },
    setFile: (handle, bytes) => void files.set(handle, bytes),
    opened: () => opened,
    sayUnheard: (text, id, ago) =>
      void said.set(id, {
        kind: 'message',
        message: { place, id },
        version: '',
        text,
        author: { id: 'U1', bot: false },
        saidAt: Date.now() - ago,
      }),
    setOutsiders: (are) => {
      outsiders = are;
    },
    url: async () => {
      port ??= listener.listen(0, '127.0.0.1');
      return `http://127.0.0.1:${await port}`;
    },
    query: database.query,
    erase: (id, version) => {
      said.delete(id);
      return answer!({ kind: 'withdrawal', message: { place, id }, ...(version === undefined ? {} : { version }) });
    },
    command: (words, more = {}) =>
      answer!({ kind: 'command', key: `k${++messages}`, words, from: 'slash', person: member(), place, ...more }),
    setPerson: (person) => void persons.set(person.id, person),
    setAudience: (channel, who) => void audiences.set(channel, who),
    setEmail: (id, email) => void emails.set(id, email),
    failLookUps: (failure) => {
      away = failure;
    },
    submit: ({ submit }, fields, person = member('UANALYST'), more = {}) =>
      answer!({
        kind: 'press',
        key: `k${++messages}`,
        press: sign!(submit.press),
        fields,
        person: persons.get(person.id) ?? person,
        place,
        ...more,
      }),
    press: (text, card, person = member('UANALYST'), more = {}) => {
      const button = card.parts
        .flatMap((part) => (part.part === 'buttons' ? part.buttons : []))
        .find((one) => one.text.replace(/^\d+ · /, '').startsWith(text));
      if (!button) throw new Error(`no button ${text}`);
      return answer!({
        kind: 'press',
        key: `k${++messages}`,
        press: sign!(button.press),
        person: persons.get(person.id) ?? person,
        place,
        ...more,
      });
    },
    idle: async () => {
      for (let quiet = 0; quiet < 2; ) {
        const [row] = await database.query<{ due: number }>(
          "select count(*) as due from pgboss.job where state in ('created', 'retry', 'active') and start_after <= now()",
        );
        quiet = Number(row?.due) === 0 ? quiet + 1 : 0;
        await new Promise((done) => setTimeout(done, 10));
      }
    },
    stop: async () => {
      await bot.stop();
      await Promise.all([stopXdr(), served?.close()]);
    },
  };
}

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 16_384) yield bytes.subarray(at, at + 16_384);
}

/** The form of a reply, or a failure of the test. */
export function formIn(reply: Reply): Form {
  if (reply.kind !== 'form') throw new Error(`no form but ${JSON.stringify(reply)}`);
  return reply.form;
}

/** The card of a reply, or a failure of the test. */
export function cardIn(reply: Reply): Card {
  if (reply.kind !== 'card') throw new Error(`no card but ${JSON.stringify(reply)}`);
  return reply.card;
}
