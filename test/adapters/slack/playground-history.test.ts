import { createSlackAdapter } from '../../../adapters/slack/index.ts';
import { CHANNELS, PEOPLE } from '../../../demo/playground/sample-workspace.ts';
import type { Place } from '../../../src/incoming.ts';
import { silentLog } from '../../../src/log.ts';
import { type Stage, startPlayground, TOKEN } from '../../demo/playground/support/start-playground.ts';
import { signPress, silence } from '../../support/slack-bot.ts';

/** The adapter on the Slack of the playground, which stores and pages as Slack does. */
let stage: Stage;
beforeEach(async () => {
  stage = await startPlayground();
});
afterEach(() => stage.close());

test('what was said in the playground is read back, threads with it, and our cards are not', async () => {
  const adapter = createSlackAdapter({
    botToken: TOKEN,
    signingSecret: 'made-up-signing-secret',
    apiUrl: stage.playground.apiUrl(),
    route: () => {},
    groups: [],
    signPress,
    log: silentLog,
  });
  await adapter.start(async () => silence);
  const channel = CHANNELS['soc-alerts'];
  const place: Place = { platform: 'slack', workspace: 'T1', channel, kind: 'channel', outsiders: true };
  await new Promise((resolve) => setTimeout(resolve, 2));
  const from = Date.now();
  const root = await stage.playground.say('soc-alerts', PEOPLE.analyst, 'see 45.83.10[.]7');
  const card = { headline: 'Malicious', simulated: true, parts: [] };
  await adapter.post({ ...place, thread: root!.ts }, { kind: 'card', card }, { id: 'k', maybePosted: false });
  await stage.playground.say('soc-alerts', PEOPLE.admin, 'and evil[.]example', root?.ts);
  await stage.playground.say('soc-alerts', PEOPLE.analyst, 'that is all');
  const said = [];
  for await (const { text, message } of adapter.history(place, { from, until: Date.now() + 1000 })) {
    said.push([text, message.place.thread]);
  }
  expect(said).toEqual([
    ['see 45.83.10[.]7', undefined],
    ['and evil[.]example', root?.ts],
    ['that is all', undefined],
  ]);
  await adapter.stop();
});
