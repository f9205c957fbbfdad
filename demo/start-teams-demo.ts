import type { Bot } from '../src/bot.ts';
import type { Config } from '../src/config.ts';
import type { Listener } from '../src/listener.ts';
import type { Log } from '../src/log.ts';
import { demoActions } from './demo-policy.ts';
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
  const { client, responseClient, origins, close } = await startSimulatedXdr();
  const listener = createListener({ log });
  const xdr = { ...config.xdr, clientId: client.id, clientPassword: client.password, origins };
  const bot = await startWith({ ...config, slack: undefined, xdr, ...demoActions(config, responseClient) }, listener);
  const port = await listener.listen(config.port ?? usualPort, '127.0.0.1');
  print(`xdr-chatops, against a SIMULATED Cisco XDR, hears Teams at http://127.0.0.1:${port}/api/messages`);
  return {
    stop: async () => {
      await bot.stop();
      await close();
    },
  };
}
