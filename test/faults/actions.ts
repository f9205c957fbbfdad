import { setTimeout as pause } from 'node:timers/promises';
import { type Acting, actingParts, startActing } from './support/acting-stage.ts';
import { countRequests } from './support/count-requests.ts';
import { type Fault, play, type Said, type Setting } from './support/fault.ts';
import { isEnd, kinds, lastWord, type Moment, type PlayedRequest, playRequest } from './support/played-request.ts';
import type { Stage } from './support/stage.ts';

/** When the bot is killed: at a moment of one request, or soon after it, milliseconds. */
const windows: readonly Readonly<{ moment: Moment; within: number }>[] = [
  { moment: 'form', within: 5 },
  { moment: 'confirm-sent', within: 60 },
  { moment: 'confirmed', within: 3 },
  { moment: 'confirmed', within: 120 },
  { moment: 'posting', within: 80 },
  { moment: 'arrived', within: 0 },
  { moment: 'carried-out', within: 0 },
  { moment: 'answered', within: 3 },
  { moment: 'answered', within: 80 },
  { moment: 'updating', within: 80 },
  { moment: 'approve-sent', within: 60 },
  { moment: 'approved', within: 3 },
  { moment: 'approved', within: 120 },
];
const few = windows.filter(
  ({ moment, within }) => within <= 3 && ['confirmed', 'carried-out', 'approved'].includes(moment),
);
/** Milliseconds: longer a moment is not waited for; whatever was taken has its end by then. */
const patience = { moment: 8_000, end: 120_000 };

/**
 * Response actions, and kill -9 between any two of their states: the form is open, sent, acknowledged, approved, the call
 * is at XDR, carried out, answered, the card being posted or changed; other requests are under way beside the one at which
 * it aims. No action may be carried out twice, no card may say that nothing was done of what was, and what was
 * acknowledged to a person comes to its end.
 */
export const actions: Fault = {
  name: 'actions',
  databases: ['embedded', 'postgres'],
  run: async function* (setting) {
    yield await killed(setting, 1);
    if (setting.server && !setting.short) yield await killed(setting, 2);
  },
};

async function killed(setting: Setting, replicas: number) {
  const name = `actions, kill -9${replicas > 1 ? `, ${replicas} replicas` : ''}`;
  return play(name, setting, await actingParts({ replicas }), async (stage): Promise<Said> => {
    const acting = startActing(stage);
    const running: Promise<void>[] = [];
    const restarts: number[] = [];
    let aim: Aim | undefined;
    let missed = 0;
    meddle(stage, acting, () => aim);

    let kills = 0;
    for (let i = 0; i < setting.kills; i++) {
      const window = setting.short ? few[i % few.length]! : windows[i % windows.length]!;
      const afterCall = ['arrived', 'carried-out', 'answered', 'updating'].includes(window.moment);
      const wantsApproval = window.moment.startsWith('approve');
      const fitting = kinds.filter(
        ({ approvals, ends }) => (!wantsApproval || approvals > 0) && (!afterCall || ends !== 'hangs'),
      );
      const target = acting.next(fitting[i % fitting.length]!);
      const own: Aim = { target, moment: window.moment, over: Promise.withResolvers() };
      aim = own;
      const start = (request: PlayedRequest, before?: Promise<unknown>) => {
        const [asker, approver] = acting.two();
        const again = Math.random() < 0.7;
        running.push(playRequest(stage, request, { asker, approver, again, before, withinMs: patience.end }));
      };
      start(target, window.moment === 'form' ? own.over.promise : undefined);
      start(acting.next(kinds[(i + 1) % kinds.length]!));

      const reached = target.reached(window.moment).then(() => true);
      if (!(await Promise.race([reached, pause(patience.moment, false)]))) missed += 1;
      if (window.within > 0) await pause(Math.random() * window.within);
      const victim = stage.replicas[target.caller ?? Math.floor(Math.random() * replicas)]!;
      const victims = Math.random() < 0.2 ? stage.replicas : [victim];
      await Promise.all(victims.map((replica) => replica.kill()));
      own.over.resolve();
      kills += 1;
      if (i % 10 === 9) {
        victim.launch();
        await pause(300 + Math.random() * 1_500);
        await victim.kill();
      }
      restarts.push(Date.now());
      await Promise.all(victims.map((replica) => replica.start()));
    }
    await Promise.all(running);
    await settle(acting.all);
    await Promise.all(stage.replicas.map((replica) => replica.terminate()));
    const { note, ...counted } = await countRequests(stage, acting.all, restarts);
    return { ...counted, note: `${kills} kills, ${missed} of them beside their moment; ${note}` };
  });
}

/** What the next kill aims at; `over` when it is done. */
type Aim = Readonly<{ target: PlayedRequest; moment: Moment; over: PromiseWithResolvers<void> }>;

/** Tells requests of their moments at XDR and in Slack, and holds a call there until the bot is dead. */
function meddle(stage: Stage, acting: Acting, aim: () => Aim | undefined): void {
  const held = async (request: PlayedRequest, moment: Moment) => {
    request.at(moment);
    const own = aim();
    if (own?.target === request && own.moment === moment) await Promise.race([own.over.promise, pause(5_000)]);
  };
  stage.holdXdr(async (call, answer, replica) => {
    const request = acting.of(call);
    if (!request) return answer();
    request.caller = replica;
    await held(request, 'arrived');
    const answered = await answer();
    await held(request, 'carried-out');
    setImmediate(() => request.at('answered'));
    return answered;
  });
  stage.wire.meddle(({ method, channel }) => {
    for (const request of acting.all.slice(-8)) {
      if (request.channel !== channel) continue;
      if (method === 'chat.postMessage') request.at('posting');
      if (method === 'chat.update' && request.caller !== undefined) request.at('updating');
    }
    return undefined;
  });
}

/** Until every request that was taken has its end; at most so long as it may take. */
async function settle(all: readonly PlayedRequest[]): Promise<void> {
  const goesOn = (one: PlayedRequest) =>
    one.confirmedAt !== undefined || (one.kind.approvals === 0 && lastWord(one) !== undefined);
  const open = () => all.some((one) => goesOn(one) && !isEnd(lastWord(one)));
  for (const until = Date.now() + patience.end; open() && Date.now() < until; ) await pause(100);
  await pause(2_000);
}
