import { setTimeout as pause } from 'node:timers/promises';
import type { Message } from '../../demo/playground/slack/message.ts';
import type { View } from '../../demo/playground/slack/views.ts';
import { slowly } from '../../demo/xdr/triggers.ts';
import { type Acting, actingParts, startActing } from './support/acting-stage.ts';
import { countRequests } from './support/count-requests.ts';
import { type Fault, play } from './support/fault.ts';
import { buttonIn, type Hands } from './support/hands.ts';
import { isEnd, kinds } from './support/kinds.ts';
import { lastWord, openForm, type PlayedRequest } from './support/played-request.ts';
import type { Stage } from './support/stage.ts';

const [block, , feed] = kinds as [(typeof kinds)[0], unknown, (typeof kinds)[0]];

type Round = Readonly<{
  name: string;
  kind: typeof block;
  /** Decides what is decided twice. */
  act: (
    round: Readonly<{ stage: Stage; request: PlayedRequest; form: View; asker: Hands; others: readonly Hands[] }>,
  ) => Promise<void>;
  /** How often XDR has to carry it out. */
  times: readonly number[];
}>;

/** Two replicas; what decides on a request reaches both at the same moment, or two people decide at once. */
const rounds: readonly Round[] = [
  {
    name: 'one form, to both replicas',
    kind: block,
    times: [1],
    act: ({ stage, form, asker }) => toBoth(stage, () => asker.send(form, reason)),
  },
  {
    name: 'one form, sent twice',
    kind: block,
    times: [1],
    act: async ({ form, asker }) => {
      await Promise.all([asker.send(form, reason), asker.send(form, reason)]);
    },
  },
  {
    name: 'one approval, to both replicas',
    kind: feed,
    times: [1],
    act: async (round) => {
      const card = await waiting(round);
      await toBoth(round.stage, () => round.others[0]!.press(card, 'Approve'));
    },
  },
  {
    name: 'two approve at once',
    kind: feed,
    times: [1],
    act: async (round) => {
      const card = await waiting(round);
      await Promise.all(round.others.slice(0, 2).map((one) => one.press(card, 'Approve')));
    },
  },
  {
    name: 'one approves, one cancels',
    kind: feed,
    times: [0, 1],
    act: async (round) => {
      const card = await waiting(round);
      await Promise.all([round.others[0]!.press(card, 'Approve'), round.asker.press(card, 'Cancel')]);
    },
  },
];

const reason = { reason: 'because' };

/** The same decision twice at once, on two replicas: each action is carried out once, told of on one card and audited once. */
export const actionsTwice: Fault = {
  name: 'actions-twice',
  databases: ['postgres'],
  run: async function* (setting) {
    yield await play('actions decided twice at once', setting, await actingParts({ replicas: 2 }), async (stage) => {
      const acting = startActing(stage);
      stage.xdr.setTrigger('block', slowly(150));
      const problems: string[] = [];
      const count = setting.short ? rounds.length : 50;
      for (let i = 0; i < count; i++) {
        const round = rounds[i % rounds.length]!;
        const request = await playRound(stage, acting, round);
        const times = stage.xdr.executions().filter(({ observable }) => observable.value === request.name).length;
        if (!round.times.includes(times)) problems.push(`${round.name}: carried out ${times} times`);
      }
      await pause(2_000);
      await Promise.all(stage.replicas.map((replica) => replica.terminate()));
      const counted = await countRequests(stage, acting.all, []);
      return { ...counted, problems: [...problems, ...counted.problems], note: `${count} rounds; ${counted.note}` };
    });
  },
};

async function playRound(stage: Stage, acting: Acting, { kind, act }: Round): Promise<PlayedRequest> {
  const request = acting.next(kind);
  const [asker, ...others] = acting.two();
  const third = acting.hands.find((one) => one !== asker && !others.includes(one))!;
  const until = Date.now() + 30_000;
  const form = await openForm({ asker }, request, () => Date.now() < until);
  if (!form) throw new Error(`no form for ${request.name}`);
  request.confirmedAt = Date.now();
  await act({ stage, request, form, asker, others: [...others, third] });
  request.approvedAt = Date.now();
  for (const late = Date.now() + 30_000; !isEnd(lastWord(request)) && Date.now() < late; ) await pause(20);
  return request;
}

/** Sends the form and waits for the card on which it is approved. */
async function waiting(round: Parameters<Round['act']>[0]): Promise<Message> {
  const { stage, request, asker, form } = round;
  await asker.send(form, reason);
  for (const until = Date.now() + 20_000; Date.now() < until; await pause(10)) {
    const cards = [...request.cards.keys()].map((ts) => stage.workspace.find(request.channel, ts));
    const card = cards.find((one) => one && buttonIn(one, 'Approve'));
    if (card) return card;
  }
  throw new Error(`no card for ${request.name}`);
}

/** What is delivered meanwhile reaches both replicas at once. */
async function toBoth({ wire, replicas }: Stage, act: () => Promise<unknown>): Promise<void> {
  const ports = replicas.map(({ port }) => port);
  wire.deliver.to(ports, 'to-all');
  await act();
  wire.deliver.to(ports);
}
