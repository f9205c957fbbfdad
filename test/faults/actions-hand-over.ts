import { setTimeout as pause } from 'node:timers/promises';
import { type Acting, actingParts, startActing } from './support/acting-stage.ts';
import { countRequests } from './support/count-requests.ts';
import { type Fault, play } from './support/fault.ts';
import { isEnd, kinds } from './support/kinds.ts';
import { lastWord, type PlayedRequest, playRequest } from './support/played-request.ts';
import type { Stage } from './support/stage.ts';

/** Milliseconds within which the other replica has to say that nobody knows; docs/response-actions.md. */
const promised = 40_000;
const together = 4;

/** One of two replicas dies while it makes calls, and stays dead: the other says so on the cards, and calls nobody. */
export const actionsHandOver: Fault = {
  name: 'actions-hand-over',
  databases: ['postgres'],
  run: async function* (setting) {
    const name = 'actions, one of two replicas killed';
    yield await play(
      name,
      setting,
      await actingParts({ replicas: 2, environment: { XDR_TIMEOUT_MS: '15000' } }),
      async (stage) => {
        const acting = startActing(stage);
        const told: number[] = [];
        const kills = setting.short ? 1 : 5;
        for (let i = 0; i < kills; i++) told.push(...(await killCaller(stage, acting, i % 2)));
        await Promise.all(stage.replicas.map((replica) => replica.terminate()));
        const counted = await countRequests(stage, acting.all, []);
        const [fastest, slowest] = [Math.min(...told), Math.max(...told)];
        const late = slowest > promised ? [`told only after ${slowest} ms`] : [];
        const seconds = [fastest, slowest].map((ms) => (ms / 1000).toFixed(1)).join(' to ');
        return {
          ...counted,
          tally: { ...counted.tally, worstDelayMs: slowest },
          problems: [...late, ...counted.problems],
          note: `${kills} kills, told ${seconds} s after; ${counted.note}`,
        };
      },
    );
  },
};

/** Milliseconds from the kill until each request that the dead replica was calling for has its end on its card. */
async function killCaller(stage: Stage, acting: Acting, victim: number): Promise<number[]> {
  const [dying, other] = [stage.replicas[victim]!, stage.replicas[1 - victim]!];
  // Who takes the form makes the call.
  stage.wire.deliver.to([dying.port]);
  const dead = Promise.withResolvers<void>();
  stage.holdXdr(async (call, answer, replica) => {
    const request = await acting.of(call);
    if (!request) return answer();
    request.caller = replica;
    request.at('arrived');
    const answered = await answer();
    await dead.promise;
    return answered;
  });
  const requests = Array.from({ length: together }, () => acting.next(kinds[0]!));
  const played = requests.map(async (request) => {
    const [asker, approver] = acting.two();
    await playRequest(stage, request, { asker, approver, again: true, withinMs: 30_000 });
  });
  await Promise.all(played);
  await Promise.race([Promise.all(requests.map((request) => request.reached('arrived'))), pause(10_000)]);
  await dying.kill();
  const killed = Date.now();
  stage.wire.deliver.to([other.port]);
  dead.resolve();
  const open = (request: PlayedRequest) => !isEnd(lastWord(request));
  while (requests.some(open) && Date.now() - killed < 2 * promised) await pause(50);
  const ends = requests.map((request) => [...request.cards.values()].flat().findLast(({ word }) => isEnd(word))?.at);
  await dying.start();
  return ends.map((end) => (end ?? Date.now()) - killed);
}
