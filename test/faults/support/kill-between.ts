import { setTimeout as pause } from 'node:timers/promises';
import type { Acting } from './acting-stage.ts';
import type { Setting } from './fault.ts';
import { isEnd, type Kind } from './kinds.ts';
import { lastWord, type Moment, type PlayedRequest, playRequest } from './played-request.ts';
import type { Stage } from './stage.ts';

/** When the bot is killed: at a moment of one request, or soon after it, milliseconds. */
export type Window = Readonly<{
  moment: Moment;
  within: number;
  /** Of the request at which the last kill aimed, if that goes on. */
  same?: true;
  /** So many others are confirmed before, at once. */
  crowd?: number;
}>;

export type Killing = Readonly<{
  kinds: readonly Kind[];
  windows: readonly Window[];
  /** Whether another request is begun beside the one at which this kill aims. */
  beside: (kill: number) => boolean;
  /** Milliseconds: longer a moment is not waited for; whatever was taken has its end by then. */
  patience: Readonly<{ moment: number; end: number }>;
}>;

/** What the next kill aims at; `over` when it is done. */
type Aim = Readonly<{ target: PlayedRequest; moment: Moment; over: PromiseWithResolvers<void> }>;

const afterCall: readonly Moment[] = ['arrived', 'carried-out', 'answered', 'looking', 'updating'];

/**
 * Requests under way, and kill -9 in one window after the other. Resolves when all that was taken has its end, or had time
 * for it: with when the bot was started again, and how many kills came beside their moment, which did not come.
 */
export async function killBetween(
  stage: Stage,
  acting: Acting,
  { kills }: Pick<Setting, 'kills'>,
  { kinds, windows, beside, patience }: Killing,
): Promise<Readonly<{ restarts: readonly number[]; missed: number }>> {
  const running: Promise<void>[] = [];
  const restarts: number[] = [];
  const left = new Set<PlayedRequest>();
  const goesOn = (request: PlayedRequest) => !left.has(request) && !isEnd(lastWord(request));
  let aim: Aim | undefined;
  let missed = 0;
  meddle(stage, acting, () => aim);

  const start = (request: PlayedRequest, again: boolean, before?: Promise<unknown>) => {
    const [asker, approver] = acting.two();
    const how = { asker, approver, again, twice: Math.random() < 0.3, before, withinMs: patience.end };
    const played = playRequest(stage, request, how).then(() => {
      if (request.confirmedAt === undefined) left.add(request);
    });
    running.push(played);
  };
  const patient = () => Math.random() < 0.7;
  const crowded = async (count: number) => {
    const simple = kinds.filter(({ approvals }) => approvals === 0);
    const all = Array.from({ length: count }, (_, at) => acting.next(simple[at % simple.length]!));
    for (const one of all) start(one, true);
    await Promise.race([Promise.all(all.map((one) => one.reached('confirmed'))), pause(patience.moment)]);
  };

  for (let i = 0; i < kills; i++) {
    const { moment, within, same, crowd = 0 } = windows[i % windows.length]!;
    const before = same && aim && goesOn(aim.target) ? aim.target : undefined;
    if (crowd > 0) await crowded(crowd);
    const chain = chainFrom(windows, i % windows.length);
    const fitting = kinds.filter((kind) => chain.every((one) => comesTo(kind, one)));
    const target = before ?? acting.next(fitting[i % fitting.length]!);
    const own: Aim = { target, moment, over: Promise.withResolvers() };
    aim = own;
    if (!before) start(target, chain.length > 1 || patient(), moment === 'form' ? own.over.promise : undefined);
    if (beside(i)) start(acting.next(kinds[(i + 1) % kinds.length]!), patient());

    if (!(await comes(target, moment, patience.moment, () => goesOn(target)))) missed += 1;
    if (within > 0) await pause(Math.random() * within);
    const victim = stage.replicas[target.caller ?? Math.floor(Math.random() * stage.replicas.length)]!;
    const victims = Math.random() < 0.2 ? stage.replicas : [victim];
    await Promise.all(victims.map((replica) => replica.kill()));
    own.over.resolve();
    if (i % 10 === 9) {
      victim.launch();
      await pause(300 + Math.random() * 1_500);
      await victim.kill();
    }
    restarts.push(Date.now());
    await Promise.all(victims.map((replica) => replica.start()));
  }
  await Promise.all(running);
  await settle(acting.all, patience.end);
  await Promise.all(stage.replicas.map((replica) => replica.terminate()));
  return { restarts, missed };
}

/** The window and those that aim at the same request. */
function chainFrom(windows: readonly Window[], at: number): readonly Window[] {
  const rest = windows.slice(at + 1);
  const next = rest.findIndex(({ same }) => !same);
  return windows.slice(at, next < 0 ? undefined : at + 1 + next);
}

/** Whether a request of this kind comes to the moment of a window. */
const comesTo = ({ approvals, ends, workflow }: Kind, { moment }: Window): boolean =>
  (!moment.startsWith('approve') || approvals > 0) &&
  (!afterCall.includes(moment) || ends !== 'hangs') &&
  (moment !== 'looking' || workflow !== undefined);

/** Whether the moment comes, in time and before the request has its end. */
async function comes(
  request: PlayedRequest,
  moment: Moment,
  withinMs: number,
  goesOn: () => boolean,
): Promise<boolean> {
  let here = false;
  void request.reached(moment).then(() => {
    here = true;
  });
  const until = Date.now() + withinMs;
  const reached = request.reached(moment);
  while (!here && goesOn() && Date.now() < until) await Promise.race([reached, pause(50)]);
  return here;
}

/** Tells requests of their moments at XDR and in Slack, and holds a call there until the bot is dead. */
function meddle(stage: Stage, acting: Acting, aim: () => Aim | undefined): void {
  const held = async (request: PlayedRequest, moment: Moment) => {
    request.at(moment);
    const own = aim();
    if (own?.target === request && own.moment === moment) await Promise.race([own.over.promise, pause(5_000)]);
  };
  stage.holdXdr(async (call, answer, replica) => {
    const looked = acting.lookedAt(call);
    if (looked) {
      looked.caller = replica;
      await held(looked, 'looking');
      return answer();
    }
    const request = await acting.of(call);
    if (!request) return answer();
    request.caller = replica;
    await held(request, 'arrived');
    const answered = await answer();
    await held(request, 'carried-out');
    // Of modules the simulated XDR does so itself.
    if (request.kind.workflow && request.kind.ends === 'hangs') return new Promise<never>(() => {});
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
async function settle(all: readonly PlayedRequest[], withinMs: number): Promise<void> {
  const goesOn = (one: PlayedRequest) =>
    one.confirmedAt !== undefined || (one.kind.approvals === 0 && lastWord(one) !== undefined);
  const open = () => all.some((one) => goesOn(one) && !isEnd(lastWord(one)));
  for (const until = Date.now() + withinMs; open() && Date.now() < until; ) await pause(100);
  await pause(2_000);
}
