import { Failure } from '../../../src/failure.ts';
import type { Log } from '../../../src/log.ts';
import type { Answer } from '../../../src/reply.ts';
import { silence, startSlackBot, until } from '../../support/slack-bot.ts';
import { messageOf, slashBody } from '../../support/slack-deliveries.ts';

test('no line of the log holds a secret or what people wrote', async () => {
  const lines: string[] = [];
  const keep = (facts: object, what: string) => lines.push(`${what} ${JSON.stringify(facts)}`);
  const log: Log = { debug: keep, info: keep, warn: keep, error: keep };
  let core: Answer = async () => silence;
  const bot = await startSlackBot((incoming) => core(incoming), { appToken: undefined }, log);
  core = async () => {
    throw new Failure('store-unavailable', 'down');
  };
  await bot.event(messageOf('open sesame'));
  await bot.form(slashBody('open sesame', { response_url: bot.slack.responseUrl('sesame') }));
  await until(() => bot.slack.responses.length === 1);
  await bot.form(
    slashBody('open sesame', { user_id: 'U-nobody', channel_id: 'C-none', response_url: 'http://127.0.0.1:1/sesame' }),
  );
  await bot.post('{"text":"open sesame"', 'application/json');
  await bot.post('open sesame', 'application/json', { 'x-slack-signature': 'v0=00' });
  await bot.event(messageOf('open sesame', { files: [{ mode: 'snippet', url_private: `${bot.slack.url}/nowhere` }] }));
  await until(() => lines.some((line) => line.includes('answer not delivered')));
  await bot.stop();
  expect(lines.length).toBeGreaterThan(4);
  expect(lines.filter((line) => /sesame|xoxb|shhh/.test(line))).toEqual([]);
});
