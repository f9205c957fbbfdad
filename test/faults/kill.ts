import { setTimeout as pause } from 'node:timers/promises';
import { type Fault, play } from './support/fault.ts';
import type { Stage } from './support/stage.ts';

const perKill = 4;

/**
 * kill -9 at random moments between acknowledgement and card: one in three soon after an acknowledgement, one in three
 * around a post (before Slack has done it, before its answer, before that is remembered), one in three anywhere; and now
 * and then while the process starts again. One message in twenty is a command, which is not stored: those that the death
 * left without an answer are counted.
 */
export const kill: Fault = {
  name: 'kill',
  databases: ['embedded', 'postgres'],
  run: async function* (setting) {
    const retryDelaysMs = setting.short ? [100, 3_000, 8_000] : [100, 6_000, 30_000];
    yield await play('kill -9', setting, { retryDelaysMs }, async (stage) => {
      const { ledger, say } = stage;
      const replica = stage.replicas[0]!;
      let cardsBetween = 0;
      for (let killed = 0; killed < setting.kills; killed++) {
        const [acknowledged, open] = [ledger.acknowledgements(), ledger.open()];
        for (let i = 0; i < perKill; i++) {
          say({ mention: i === 0 && killed % 5 === 4 });
          await pause(Math.random() * 40);
        }
        for (let tries = 0; ledger.acknowledgements() === acknowledged && tries < 300; tries++) await pause(10);
        if (killed % 3 === 0) await nextPost(stage);
        else await pause(Math.random() * (killed % 3 === 1 ? 450 : 3_000));
        await replica.kill();
        if (ledger.open() < open + perKill) cardsBetween += 1;
        if (killed % 10 === 9) {
          replica.launch();
          await pause(300 + Math.random() * 1500);
          await replica.kill();
        }
        await replica.start();
      }
      await stage.settle(60_000);
      return { note: `${setting.kills} kills, ${cardsBetween} of them after a card` };
    });
  },
};

/** Until up to 80 ms after the next post began: Slack takes 50 ms for it. At most five seconds. */
async function nextPost({ wire }: Stage): Promise<void> {
  const posting = Promise.withResolvers<void>();
  wire.meddle(({ method }) => {
    if (method === 'chat.postMessage') posting.resolve();
    return undefined;
  });
  const over = new AbortController();
  await Promise.race([posting.promise, pause(5_000, undefined, { signal: over.signal })]);
  over.abort();
  wire.meddle(undefined);
  await pause(Math.random() * 80);
}
