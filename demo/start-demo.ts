import { randomBytes } from 'node:crypto';
import type { Bot } from '../src/bot.ts';
import type { Config, SlackConfig } from '../src/config.ts';
import type { Listener } from '../src/listener.ts';
import type { Log } from '../src/log.ts';
import { demoActions } from './demo-policy.ts';
import { createPlayground, type Playground } from './playground/playground.ts';
import { PEOPLE } from './playground/sample-workspace.ts';
import { demoWebhookSecret, pushEvents } from './push-events.ts';
import { startSimulatedXdr } from './start-simulated-xdr.ts';
import type { SimulatedXdr } from './xdr/create-simulated-xdr.ts';

export type Demo = Readonly<{
  /** The page's address. */
  url: string;
  xdr: SimulatedXdr;
  playground: Playground;
  stop: () => Promise<void>;
}>;

export type DemoParts = Readonly<{
  config: Config;
  log: Log;
  createListener: (parts: { log: Log }) => Listener;
  startWith: (config: Config, slack: SlackConfig, listener: Listener) => Promise<Bot>;
  /** Where the address is announced. */
  print?: (line: string) => void;
}>;

/** The whole bot against a simulated XDR and a pretended Slack, on loopback, with a page to try it on. */
export async function startDemo({
  config,
  log,
  createListener,
  startWith,
  print = console.log,
}: DemoParts): Promise<Demo> {
  const { xdr, client, responseClient, origins, threatGrid, close } = await startSimulatedXdr();
  const slack: SlackConfig = {
    botToken: `xoxb-demo-${randomBytes(12).toString('hex')}`,
    signingSecret: randomBytes(16).toString('hex'),
    appToken: undefined,
    apiUrl: '',
  };
  const listener = createListener({ log });
  let port = 0;
  const playground = await createPlayground({
    botUrl: () => `http://127.0.0.1:${port}/slack/events`,
    signingSecret: slack.signingSecret!,
    botToken: slack.botToken,
    log,
    spent: () => ({
      inspect: xdr.calls.count('inspect'),
      deliberate: xdr.calls.count('deliberate'),
      judgements: xdr.calls.count('judgement-search') + xdr.calls.count('global-judgement-search'),
      observe: xdr.calls.count('observe'),
      refer: xdr.calls.count('refer'),
      respond: xdr.calls.count('respond'),
      trigger: xdr.calls.count('trigger'),
    }),
    newIncident: () => void xdr.raiseIncident(),
  });
  await playground.start();
  playground.routes(listener.route);

  const secret = demoWebhookSecret(config);
  const demo: Config = {
    ...config,
    webhookSecret: secret,
    xdr: {
      ...config.xdr,
      clientId: client.id,
      clientPassword: client.password,
      origins,
    },
    threatGrid,
    ...demoActions(config, responseClient),
    people: {
      ...config.people,
      analysts: config.people.analysts ?? [PEOPLE.analyst, PEOPLE.approver, PEOPLE.admin].map(person),
      responders: [...config.people.responders, person(PEOPLE.analyst), person(PEOPLE.approver)],
      approvers: [...config.people.approvers, person(PEOPLE.approver), person(PEOPLE.admin)],
      admins: [...config.people.admins, person(PEOPLE.admin)],
    },
  };
  const host = config.host ?? '127.0.0.1';
  const bot = await startWith(demo, { ...slack, apiUrl: playground.apiUrl() }, listener);
  port = await listenSomewhere(listener, config.port, host);
  const stopPushing = pushEvents(xdr, { port, secret });
  const url = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}/`;
  print(`\n  xdr-chatops is ready to try, against a SIMULATED Cisco XDR:  ${url}\n`);
  return {
    url,
    xdr,
    playground,
    stop: async () => {
      stopPushing();
      await playground.close();
      await bot.stop();
      await close();
    },
  };
}

const person = (id: string) => ({ identities: [{ platform: 'slack' as const, id, group: false }] });

/** The port asked for; without one, 3000 or the next free one. */
async function listenSomewhere(listener: Listener, port: number | undefined, host: string): Promise<number> {
  if (port !== undefined) return listener.listen(port, host);
  for (let tried = 3000; ; tried++) {
    try {
      return await listener.listen(tried, host);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || tried >= 3100) throw error;
    }
  }
}
