import { setTimeout as pause } from 'node:timers/promises';
import { type Fault, play, type Row, type Setting } from './support/fault.ts';
import type { Meddle } from './support/meddle.ts';

const posts = (method: string) => method === 'chat.postMessage';

type Trouble = Readonly<{ name: string; meddle: Meddle; note?: string }>;

/** Threads in which a card was called too long. */
const refused = new Set<string>();

/** What Slack does for a while, to some of the calls or to all. */
const troubles: readonly Trouble[] = [
  {
    name: '429, Retry-After 1–5 s',
    meddle: ({ method }) =>
      posts(method)
        ? { kind: 'answer', status: 429, error: 'ratelimited', retryAfter: 1 + Math.floor(Math.random() * 5) }
        : undefined,
  },
  { name: '503 to everything', meddle: () => ({ kind: 'answer', status: 503, error: 'service_unavailable' }) },
  {
    name: 'posts done, answer lost',
    meddle: ({ method }) => (posts(method) && Math.random() < 0.5 ? { kind: 'done-but', andThen: 'reset' } : undefined),
  },
  {
    name: 'posts done, answer hangs',
    meddle: ({ method }) => (posts(method) && Math.random() < 0.3 ? { kind: 'done-but', andThen: 'hang' } : undefined),
  },
  {
    name: 'msg_blocks_too_long',
    // Only the first time: the card's shortest form, which comes next, is not too long for anybody.
    meddle: ({ method, thread }) => {
      if (!posts(method) || refused.has(thread)) return undefined;
      refused.add(thread);
      return { kind: 'answer', status: 200, error: 'msg_blocks_too_long' };
    },
  },
];

/** Slack is troubled while people talk, then well again. */
export const slackTroubled: Fault = {
  name: 'slack',
  databases: ['embedded'],
  run: async function* (setting) {
    const seconds = setting.short ? 5 : 20;
    for (const { name, meddle } of setting.short ? troubles.slice(2, 3) : troubles) {
      yield await play(`Slack: ${name}`, setting, {}, async (stage) => {
        const talk = stage.stream(seconds * 6, 5);
        await pause(1_000);
        stage.wire.meddle(meddle);
        await pause(seconds * 1000);
        stage.wire.meddle(undefined);
        await talk;
        await stage.settle(120_000);
        const calls = [...stage.wire.calls.values()].reduce((sum, each) => sum + each, 0);
        return {
          note: `for ${seconds} s; ${(calls / stage.ledger.tally().messages).toFixed(1)} Web API calls a message`,
        };
      });
    }
    yield await placesGone(setting);
  },
};

/** Channels in which nobody can post any more: the bot falls silent there and goes on elsewhere. */
async function placesGone(setting: Setting): Promise<Row> {
  return play('Slack: archived, deleted, bot removed', setting, { channels: 12 }, async (stage) => {
    const { workspace, wire, ledger } = stage;
    const [archived, deleted, left] = [...workspace.channels.values()];
    const gone = new Set([archived!.id, deleted!.id, left!.id]);
    const talk = stage.stream(setting.short ? 48 : 150, 15);
    await pause(1_000);
    for (const id of gone) ledger.excuse(id);
    archived!.archived = true;
    wire.meddle(({ channel }) =>
      channel === deleted!.id ? { kind: 'answer', status: 200, error: 'channel_not_found' } : undefined,
    );
    const bot = [...left!.members].find((member) => stage.workspace.users.get(member)?.botId);
    left!.members.delete(bot!);
    await talk;
    await stage.settle(60_000);
    const tried = [...wire.calls].flatMap(([call, times]) => (gone.has(call.split(' ')[1] ?? '') ? [times] : []));
    const calls = tried.reduce((sum, each) => sum + each, 0);
    const said = [...gone].reduce((sum, id) => sum + workspace.messages(id).filter(({ botId }) => !botId).length, 0);
    await pause(3_000);
    return {
      note: `${said} messages there, ${calls} calls`,
      problems: calls > 4 * said ? [`${calls} calls for ${said} messages where nobody may post`] : [],
    };
  });
}
