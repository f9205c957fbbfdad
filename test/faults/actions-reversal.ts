import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { slowly } from '../../demo/xdr/triggers.ts';
import { emptyDirectory } from '../support/database.ts';
import { type Acting, actingParts, startActing } from './support/acting-stage.ts';
import { countRequests } from './support/count-requests.ts';
import { type Fault, play } from './support/fault.ts';
import { isEnd, kinds } from './support/kinds.ts';
import { type PlayedRequest, playRequest } from './support/played-request.ts';
import type { Stage } from './support/stage.ts';

const preload = fileURLToPath(new URL('./support/shift-clock.mjs', import.meta.url));
const span = 5 * 60_000;

/**
 * Blocked for five minutes, and the bot is dead when they are over (its clock is moved): it is reversed at the next start
 * and not before, once, also when the bot dies again as that call arrives.
 */
export const actionsReversal: Fault = {
  name: 'actions-reversal',
  databases: ['embedded', 'postgres'],
  run: async function* (setting) {
    const clock = join(await emptyDirectory(), 'ahead');
    await writeFile(clock, '0');
    const environment = { NODE_OPTIONS: `--import=${preload}`, SHIFTED_CLOCK: clock };
    yield await play('actions to be reversed', setting, await actingParts({ environment }), async (stage) => {
      const acting = startActing(stage);
      stage.xdr.setTrigger('unblock', slowly(60));
      const replica = stage.replicas[0]!;
      const count = setting.short ? 3 : 12;
      await block(stage, acting, count);
      const problems: string[] = [];
      const reversed = () => stage.xdr.executions().filter(({ actionId }) => actionId === 'unblock').length;

      await replica.kill();
      await replica.start();
      await pause(6_000); // a look after what is due
      if (reversed() > 0) problems.push(`${reversed()} were reversed before their time`);

      await replica.kill();
      await writeFile(clock, String(span + 1_000));
      const arrived = holdFirstReversal(stage, acting);
      await replica.start();
      await Promise.race([arrived.promise, pause(30_000)]);
      await replica.kill();
      const restarted = Date.now();
      await replica.start();
      const ends = ({ cards }: PlayedRequest) =>
        [...cards.values()].filter((words) => isEnd(words.at(-1)?.word)).length === 2;
      const until = Date.now() + 90_000;
      while (!acting.all.every(ends) && Date.now() < until) await pause(100);
      await pause(7_000); // another look
      await replica.terminate();

      const counted = await countRequests(stage, acting.all, []);
      const cards = acting.all.flatMap((request) => [...request.cards.values()]);
      const late = cards.map((words) => (words.at(-1)?.at ?? restarted) - restarted);
      if (!acting.all.every(ends)) problems.push('not all were reversed, or told of');
      return {
        problems: [...problems, ...counted.problems],
        tally: { ...counted.tally, worstDelayMs: Math.max(...late) },
        note: `${count} blocked, ${reversed()} reversed, killed as the first reversal was called; ${counted.note}`,
      };
    });
  },
};

async function block(stage: Stage, acting: Acting, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const request = acting.next(kinds[0]!);
    const [asker, approver] = acting.two();
    const more = { words: ' for 5 minutes', again: true, withinMs: 30_000 };
    await playRequest(stage, request, { asker, approver, ...more });
  }
  const done = ({ cards }: PlayedRequest) => [...cards.values()].some((words) => isEnd(words.at(-1)?.word));
  for (const until = Date.now() + 30_000; !acting.all.every(done) && Date.now() < until; ) await pause(50);
}

/** Carries out the first reversal and never answers; resolves when it is carried out. */
function holdFirstReversal(stage: Stage, acting: Acting): PromiseWithResolvers<void> {
  const arrived = Promise.withResolvers<void>();
  let first = true;
  stage.holdXdr(async (call, answer) => {
    const request = await acting.of(call);
    const answered = await answer();
    if (!first || !request) return answered;
    first = false;
    arrived.resolve();
    await pause(5_000);
    return answered;
  });
  return arrived;
}
