import { setTimeout as pause } from 'node:timers/promises';
import { type Fault, play } from './support/fault.ts';

const perKill = 4;

/**
 * kill -9 at random moments between acknowledgement and card, and now and then while the process starts again.
 * One message in twenty is a command, which is not stored: those that the death left without an answer are counted.
 */
export const kill: Fault = {
  name: 'kill',
  databases: ['embedded', 'postgres'],
  run: async function* (setting) {
    yield await play(
      'kill -9',
      setting,
      { retryDelaysMs: setting.short ? [100, 4_000, 15_000] : [100, 6_000, 30_000] },
      async (stage) => {
        const { ledger, say } = stage;
        const replica = stage.replicas[0]!;
        for (let killed = 0; killed < setting.kills; killed++) {
          const before = ledger.acknowledgements();
          for (let i = 0; i < perKill; i++) {
            say({ mention: i === 0 && killed % 5 === 4 });
            await pause(Math.random() * 40);
          }
          for (let tries = 0; ledger.acknowledgements() === before && tries < 300; tries++) await pause(10);
          await pause(Math.random() * 450);
          await replica.kill();
          if (killed % 10 === 9) {
            replica.launch();
            await pause(300 + Math.random() * 1500);
            await replica.kill();
          }
          await replica.start();
        }
        await stage.settle(60_000);
        return { note: `${setting.kills} kills` };
      },
    );
  },
};
