import { createSlackAdapter, type SlackAdapterParts } from '../../adapters/slack/index.ts';
import type { Incoming } from '../../src/incoming.ts';
import { createListener } from '../../src/listener.ts';
import { type Log, silentLog } from '../../src/log.ts';
import { createPressStrings } from '../../src/presses/press.ts';
import type { Answer, Reply } from '../../src/reply.ts';
import { eventBody, pressBody, signed, signingSecret, submissionBody } from './slack-deliveries.ts';
import { payloadFaults } from './slack-payload.ts';
import { type FakeSlack, startFakeSlack } from './slack-web-api.ts';

export const { signPress } = createPressStrings(Buffer.alloc(32, 7));
export const silence: Reply = { kind: 'silence', reason: 'stored' };

export type SlackBot = Readonly<{
  slack: FakeSlack;
  adapter: ReturnType<typeof createSlackAdapter>;
  /** What the core was told, in order. */
  told: Incoming[];
  /** Sends a signed request to the bot's listener, as Slack does. */
  post: (body: string, type: string, headers?: Record<string, string>) => Promise<Response>;
  event: (event: Record<string, unknown>, facts?: Record<string, unknown>) => Promise<number>;
  form: (fields: Record<string, string>) => Promise<number>;
  press: (value: string, facts?: Record<string, unknown>) => Promise<number>;
  /** Sends a form as Slack does; resolves with the acknowledgement. */
  submit: (
    view: Readonly<Record<string, unknown>>,
    typed: Readonly<Record<string, string | null>>,
    facts?: Record<string, unknown>,
  ) => Promise<Readonly<{ status: number; body: SubmissionAnswer }>>;
  stop: () => Promise<void>;
}>;

/** What Slack is told to do with the dialogs that are open. */
export type SubmissionAnswer = Readonly<{ response_action?: string; view?: Readonly<Record<string, unknown>> }>;

/** What Slack would refuse of the answer to a form, or what could come alive in it. */
export const submissionFaults = ({ view }: SubmissionAnswer): string[] => (view ? payloadFaults('modal', view) : []);

/** The real adapter behind the real listener, between a fake Slack and a core that the test plays. */
export async function startSlackBot(
  core: Answer = async () => silence,
  parts: Partial<SlackAdapterParts> = {},
  log: Log = silentLog,
): Promise<SlackBot> {
  const slack = await startFakeSlack();
  slack.users.set('U1', { id: 'U1' });
  slack.channels.set('C1', { is_channel: true, is_member: true });
  slack.members.set('C1', ['U1', 'U0BOT']);
  const listener = createListener({ log });
  const told: Incoming[] = [];
  const adapter = createSlackAdapter({
    botToken: 'xoxb-test',
    signingSecret,
    apiUrl: slack.apiUrl,
    route: listener.route,
    groups: [],
    signPress,
    log,
    ...parts,
  });
  await adapter.start((incoming) => {
    told.push(incoming);
    return core(incoming);
  });
  const port = await listener.listen(0, '127.0.0.1');
  const post = (body: string, type: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}/slack/events`, {
      method: 'POST',
      body,
      headers: { ...signed(body, type), ...headers },
    });
  const form = async (fields: Record<string, string>) =>
    (await post(new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded')).status;
  return {
    slack,
    adapter,
    told,
    post,
    event: async (event, facts) => (await post(JSON.stringify(eventBody(event, facts)), 'application/json')).status,
    form,
    press: (value, facts) => form({ payload: JSON.stringify(pressBody(value, facts)) }),
    submit: async (view, typed, facts) => {
      const payload = JSON.stringify(submissionBody(view, typed, facts));
      const form = new URLSearchParams({ payload }).toString();
      const response = await post(form, 'application/x-www-form-urlencoded');
      const said = await response.text();
      const body: SubmissionAnswer = said === '' ? {} : JSON.parse(said);
      slack.faults.push(...submissionFaults(body));
      return { status: response.status, body };
    },
    stop: async () => {
      await adapter.stop();
      await listener.close();
      await slack.close();
      expect(slack.faults).toEqual([]);
    },
  };
}

/** Waits until something holds, at most two seconds. */
export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 15_000;
  while (!holds() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
  if (!holds()) throw new Error(`never held: ${holds}`);
}
