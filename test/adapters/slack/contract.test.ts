import type { Place } from '../../../src/incoming.ts';
import type { Answer } from '../../../src/reply.ts';
import {
  type SubmissionAnswer,
  signPress,
  silence,
  startSlackBot,
  submissionFaults,
  until,
} from '../../support/slack-bot.ts';
import { eventBody, messageOf, pressBody, submissionBody } from '../../support/slack-deliveries.ts';
import {
  type AdapterUnderTest,
  adapterContract,
  type FormsUnderTest,
  fileText,
  formsContract,
} from '../adapter-contract.ts';

const place = (channel: string): Place => ({
  platform: 'slack',
  workspace: 'T1',
  channel,
  kind: 'channel',
  outsiders: true,
  thread: '1690000000.000100',
});

/** Waits until the bot has had every chance to acknowledge; nothing else tells a missing acknowledgement from a late one. */
const patience = 500;

async function start(socketMode: boolean): Promise<AdapterUnderTest> {
  let core: Answer = async () => silence;
  const bot = await startSlackBot((incoming) => core(incoming), socketMode ? { appToken: 'xapp-test' } : {});
  let serial = 0;
  const overSocket = async (event: Record<string, unknown>): Promise<boolean> => {
    const peer = bot.slack.sockets.at(-1)!;
    const envelope_id = `E${++serial}`;
    const before = bot.told.length;
    peer.send({
      type: 'events_api',
      envelope_id,
      payload: eventBody(event),
      accepts_response_payload: false,
    });
    await until(() => bot.told.length > before);
    await new Promise((resolve) => setTimeout(resolve, patience));
    return peer.received.some((answer) => answer['envelope_id'] === envelope_id);
  };
  return {
    adapter: bot.adapter,
    say: async (text) => (socketMode ? overSocket(messageOf(text)) : (await bot.event(messageOf(text))) < 300),
    sendFile: async (name) => {
      bot.slack.files.set('F0CONTRACT', fileText);
      const files = [{ id: 'F0CONTRACT', name, mode: 'hosted', size: fileText.length }];
      const event = messageOf('', {
        subtype: 'file_share',
        files,
        channel: 'D1',
        channel_type: 'im',
        ts: '1690000005.000100',
      });
      await (socketMode ? overSocket(event) : bot.event(event));
      await until(() => bot.told.length > 0);
    },
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

type View = Readonly<{ callback_id?: string }> & Readonly<Record<string, unknown>>;

async function startForms(socketMode: boolean): Promise<FormsUnderTest> {
  let core: Answer = async () => silence;
  const bot = await startSlackBot((incoming) => core(incoming), socketMode ? { appToken: 'xapp-test' } : {});
  let serial = 0;
  /** Sent over the socket; resolves with the acknowledgement's payload, undefined when none comes. */
  const overSocket = async (payload: unknown): Promise<SubmissionAnswer | undefined> => {
    const peer = bot.slack.sockets.at(-1)!;
    const envelope_id = `F${++serial}`;
    const told = bot.told.length;
    peer.send({ type: 'interactive', envelope_id, payload, accepts_response_payload: true });
    await until(() => bot.told.length > told);
    await new Promise((resolve) => setTimeout(resolve, patience));
    const answer = peer.received.find((one) => one['envelope_id'] === envelope_id);
    return answer && ((answer['payload'] ?? {}) as SubmissionAnswer);
  };
  const shown = (): View[] => bot.slack.calls.flatMap(({ args }) => (args['view'] ? [args['view'] as View] : []));
  /** Views that were shown before the last press. */
  let before = 0;
  /** What the acknowledgements made of the form that was opened last; undefined: nothing yet. */
  let after: { view: View | undefined } | undefined;
  const front = (): View | undefined => {
    if (after) return after.view;
    return shown()
      .slice(before)
      .findLast(({ callback_id }) => callback_id === 'form');
  };
  let hash = 1;
  return {
    core: (answer) => {
      core = answer;
    },
    told: bot.told,
    faults: () => bot.slack.faults,
    stop: bot.stop,
    signPress,
    press: async (press) => {
      after = undefined;
      before = shown().length;
      if (!socketMode) return (await bot.press(signPress(press))) < 300;
      return (await overSocket(pressBody(signPress(press)))) !== undefined;
    },
    form: () => front() && JSON.stringify(front()),
    opened: () => until(() => front() !== undefined),
    send: async (fields) => {
      const view = { ...front(), id: 'V1', hash: `1.${hash}` };
      const sent = socketMode
        ? await overSocket(submissionBody(view, fields))
        : await bot.submit(view, fields).then(({ status, body }) => (status < 300 ? body : undefined));
      if (!sent) return false;
      bot.slack.faults.push(...submissionFaults(sent));
      hash += 1;
      after = { view: sent.view };
      return true;
    },
  };
}

formsContract('Slack over HTTP', () => startForms(false));
formsContract('Slack over Socket Mode', () => startForms(true));
adapterContract('Slack over HTTP', () => start(false));
adapterContract('Slack over Socket Mode', () => start(true));
