import type { Bot } from '../src/bot.ts';
import type { Config } from '../src/config.ts';
import type { Listener } from '../src/listener.ts';
import type { Log } from '../src/log.ts';
import { demoActions } from './demo-policy.ts';
import { demoWebhookSecret, pushEvents } from './push-events.ts';
import { startSimulatedXdr } from './start-simulated-xdr.ts';

/** Where emulators of Teams look for a bot. */
const usualPort = 3978;

/** The bot against a simulated XDR, on loopback, for an emulator of Teams that is started apart. */
export async function startTeamsDemo({
  config,
  log,
  createListener,
  startWith,
  print = console.log,
}: Readonly<{
  config: Config;
  log: Log;
  createListener: (parts: { log: Log }) => Listener;
  startWith: (config: Config, listener: Listener) => Promise<Bot>;
  print?: (line: string) => void;
}>): Promise<{ stop: () => Promise<void> }> {
  const { xdr: simulated, client, responseClient, origins, threatGrid, close } = await startSimulatedXdr();
  const listener = createListener({ log });
  const xdr = { ...config.xdr, clientId: client.id, clientPassword: client.password, origins };
  const webhookSecret = demoWebhookSecret(config);
  const demo = { ...config, slack: undefined, xdr, threatGrid, webhookSecret, ...demoActions(config, responseClient) };
  const bot = await startWith(demo, listener);
  const port = await listener.listen(config.port ?? usualPort, '127.0.0.1');
  const stopPushing = pushEvents(simulated, { port, secret: webhookSecret });
  print(`xdr-chatops, against a SIMULATED Cisco XDR, hears Teams at http://127.0.0.1:${port}/api/messages`);
  return {
    stop: async () => {
      stopPushing();
      await bot.stop();
      await close();
    },
  };
}
