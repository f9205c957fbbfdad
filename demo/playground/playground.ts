import { randomBytes } from 'node:crypto';
import type { Route } from '../../src/listener.ts';
import type { Log } from '../../src/log.ts';
import { createActions, type Posted } from './actions.ts';
import { filledIn } from './fill-in.ts';
import { createPageRoutes } from './page-routes.ts';
import { APP, CHANNELS, createSampleWorkspace } from './sample-workspace.ts';
import { readGrants } from './slack/app.ts';
import { isJson } from './slack/arguments.ts';
import type { Faults } from './slack/faults.ts';
import type { Json, Message } from './slack/message.ts';
import { createSlackStandIn } from './slack/stand-in.ts';

/** XDR calls made so far, by service (`inspect`, `deliberate`, …). */
export type Spent = () => Readonly<Record<string, number>>;

export type PlaygroundParts = Readonly<{
  /** Where the bot takes Slack's deliveries: the URL of its `/slack/events`. Asked at each delivery. */
  botUrl: () => string;
  /** What the bot is given as SLACK_SIGNING_SECRET and SLACK_BOT_TOKEN. */
  signingSecret: string;
  botToken: string;
  log: Log;
  spent?: Spent;
  /** Lets a new incident come into being in XDR; the page has a button for it then. */
  newIncident?: () => void;
  /** Milliseconds before each repetition of an event that the bot did not acknowledge; Slack's pace by default. */
  retryDelaysMs?: readonly number[];
}>;

/** A pretended Slack with a page, and hands to play every part in it. Channels go by id or by name. */
export type Playground = Readonly<{
  /** Starts Slack's side on loopback (a free port unless told); resolves with the port. */
  start: (port?: number) => Promise<number>;
  /** The workspace's id; another at each start. */
  team: string;
  /** For SLACK_API_URL; ends with a slash. */
  apiUrl: () => string;
  /** Puts the page at `GET /` and what it needs under `/playground/`. */
  routes: (route: Route) => void;
  /** Lets the page's open requests go; call it before the listener is closed. */
  close: () => Promise<void>;

  /** Says something as someone: text as typed, so `/xdr …` is a command. Resolves with the message, if it is one. */
  say: (channel: string, user: string, typed: string, thread?: string, file?: Posted) => Promise<Message | undefined>;
  edit: (channel: string, ts: string, user: string, typed: string) => Promise<void>;
  remove: (channel: string, ts: string, user: string) => Promise<void>;
  command: (channel: string, user: string, words: string) => Promise<void>;
  /** Presses the button of this text on a message. */
  press: (channel: string, ts: string, user: string, text: string) => Promise<void>;
  /** Presses the button of this text in the modal that a person has in front of him. */
  pressInModal: (user: string, text: string) => Promise<void>;
  /**
   * Fills in the inputs of that modal, by their `action_id`, and sends it; the others stay as they are. Resolves with the
   * errors that the app found, by block.
   */
  submit: (user: string, fields: Readonly<Record<string, string>>) => Promise<Json | undefined>;
  /** `name`: of the shortcut; without one the first. */
  shortcut: (channel: string, ts: string, user: string, name?: string) => Promise<void>;
  react: (channel: string, ts: string, user: string, reaction: string) => void;
  pin: (channel: string, ts: string, user: string) => void;
  /** Lets somebody add the bot to a channel. */
  invite: (channel: string, user: string) => void;
  /** What one person sees in a channel, oldest first, replies included; without one, all but ephemeral messages. */
  messages: (channel: string, user?: string) => readonly Message[];
  /** The modal that a person has in front of him. */
  modal: (user: string) => Readonly<{ title: string; blocks: readonly Json[] }> | undefined;
  /** Resolves when every delivery has been acknowledged or given up. */
  idle: () => Promise<void>;
  faults: Faults;
}>;

const MANIFEST = new URL('../../manifest/slack.yaml', import.meta.url);

export async function createPlayground(parts: PlaygroundParts): Promise<Playground> {
  const team = newTeamId();
  const workspace = createSampleWorkspace(team);
  const app = { ...APP, token: parts.botToken, ...(await readGrants(MANIFEST)) };
  const slack = createSlackStandIn({ ...parts, workspace, app });
  const actions = createActions({ workspace, app, slack });
  const page = createPageRoutes({
    workspace,
    app,
    slack,
    actions,
    spent: parts.spent ?? (() => ({})),
    newIncident: parts.newIncident,
  });

  const idOf = (channel: string): string => new Map<string, string>(Object.entries(CHANNELS)).get(channel) ?? channel;
  const visible = (channel: string, user?: string) =>
    workspace.messages(idOf(channel)).filter(({ onlyFor }) => onlyFor === undefined || onlyFor === user);

  return {
    start: slack.start,
    team,
    apiUrl: slack.apiUrl,
    routes: page.routes,
    close: async () => {
      page.close();
      await slack.close();
    },
    say: (channel, user, typed, thread, file) => actions.say(user, idOf(channel), typed, thread, file),
    edit: async (channel, ts, user, typed) => actions.edit(user, idOf(channel), ts, typed),
    remove: async (channel, ts, user) => actions.remove(user, idOf(channel), ts),
    command: async (channel, user, words) => {
      await actions.say(user, idOf(channel), `/xdr ${words}`);
    },
    press: (channel, ts, user, text) => {
      const found = buttons(workspace.find(idOf(channel), ts)?.blocks ?? []).find(({ label }) => label === text);
      if (!found) throw new Error(`no button "${text}" on that message`);
      return actions.press(user, { channel: idOf(channel), ts }, found.blockId, found.actionId);
    },
    pressInModal: (user, text) => {
      const view = slack.views.top(user);
      const found = buttons(view?.blocks ?? []).find(({ label }) => label === text);
      if (!view || !found) throw new Error(`no button "${text}" in a modal`);
      return actions.press(user, { view: view.id }, found.blockId, found.actionId);
    },
    submit: async (user, fields) => {
      const view = slack.views.top(user);
      if (!view) throw new Error('no modal is open');
      return actions.submit(user, view.id, filledIn(view.blocks, fields));
    },
    shortcut: (channel, ts, user, name) => actions.shortcut(user, idOf(channel), ts, name),
    react: (channel, ts, user, reaction) => actions.react(user, idOf(channel), ts, reaction),
    pin: (channel, ts, user) => actions.pin(user, idOf(channel), ts),
    invite: (channel, user) => actions.invite(user, idOf(channel)),
    messages: visible,
    modal: (user) => {
      const view = slack.views.top(user);
      return view && { title: view.title.text, blocks: view.blocks };
    },
    idle: slack.deliveries.idle,
    faults: slack.faults,
  };
}

/**
 * A workspace of its own for each start: the bot's database outlives it, and would rightly keep quiet about what it has
 * said in the same workspace within the last day.
 */
const newTeamId = (): string => `T0${randomBytes(5).toString('hex').toUpperCase()}`;

/** All buttons of some blocks: those of action blocks and those beside sections. */
function buttons(blocks: readonly Json[]): { label: string; blockId: string; actionId: string }[] {
  return blocks.flatMap((block) => {
    const elements = Array.isArray(block['elements']) ? block['elements'] : [block['accessory']];
    return elements.filter(isJson).flatMap((element) => {
      const label = isJson(element['text']) ? String(element['text']['text']) : '';
      if (element['type'] !== 'button') return [];
      return [{ label, blockId: String(block['block_id']), actionId: String(element['action_id']) }];
    });
  });
}
