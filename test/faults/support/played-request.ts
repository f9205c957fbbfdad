import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Message } from '../../../demo/playground/slack/message.ts';
import { buttonIn, type Hands } from './hands.ts';
import { isEnd, type Kind } from './kinds.ts';
import { defanged } from './malicious.ts';
import type { Stage } from './stage.ts';

/** Moments of a request between which the bot can be killed. */
export type Moment =
  | 'form' // the form is open
  | 'confirm-sent'
  | 'confirmed' // and acknowledged
  | 'posting' // its card is being posted
  | 'approve-sent'
  | 'approved' // and acknowledged
  | 'arrived' // the call is at XDR, which has done nothing yet
  | 'carried-out' // and has not been answered
  | 'answered'
  | 'waiting' // for its turn at XDR
  | 'looking' // XDR is asked how it goes
  | 'updating'; // its card, to the outcome

/** One request on its way, as people and Slack see it. The name in it is its own, so that all of it can be told apart. */
export type PlayedRequest = {
  /** Its observable, or the host that is given to a workflow. */
  readonly name: string;
  /** Given to a workflow in secret. */
  readonly secret: string;
  readonly channel: string;
  readonly kind: Kind;
  /** Resolves when the moment comes; never when it does not. */
  readonly reached: (moment: Moment) => Promise<void>;
  readonly at: (moment: Moment) => void;
  /** The replica that called XDR last. */
  caller?: number;
  /** When a person was told that it was taken, milliseconds since the epoch. */
  confirmedAt?: number;
  approvedAt?: number;
  /** Forms sent and presses made that nobody acknowledged. */
  unacknowledged: number;
  /** Why an approval that was acknowledged came to nothing, as he who pressed was told. */
  readonly told: string[];
  /** What stood on each card that was posted, one after the other, by its ts. */
  readonly cards: Map<string, { word: string; at: number }[]>;
};

/** With it begins whatever is given in secret; letters and digits look the same in every writing. */
export const secretMark = 'hush2Zx9';

export function createRequest(name: string, channel: string, kind: Kind): PlayedRequest {
  const moments = new Map<Moment, PromiseWithResolvers<void>>();
  const of = (moment: Moment) => {
    const its = moments.get(moment) ?? Promise.withResolvers<void>();
    moments.set(moment, its);
    return its;
  };
  return {
    name,
    secret: `${secretMark}${randomBytes(6).toString('hex')}`,
    channel,
    kind,
    reached: (moment) => of(moment).promise,
    at: (moment) => of(moment).resolve(),
    unacknowledged: 0,
    told: [],
    cards: new Map(),
  };
}

export const lastWord = ({ cards }: PlayedRequest): string | undefined => [...cards.values()].at(-1)?.at(-1)?.word;

/** Keeps what the rooms are shown of each request. */
export function watchCards({ workspace }: Pick<Stage, 'workspace'>, all: readonly PlayedRequest[]): void {
  const note = (message: Message) => {
    if (!message.botId || message.onlyFor) return;
    const shown = JSON.stringify(message.blocks);
    const request = all.findLast(({ name, channel }) => channel === message.channel && shown.includes(defanged(name)));
    const said = /^(?:SIMULATED\W+)?(?:Dry run\. )?([A-Z][a-z ]*?)(?: for .*?| \d.*?)?:/.exec(message.text)?.[1];
    // What was undone later was done.
    const word = said === 'Undone' ? 'Done' : said;
    if (!request || !word) return; // a list of what can be asked for
    const words = request.cards.get(message.ts) ?? [];
    request.cards.set(message.ts, words);
    if (words.at(-1)?.word !== word) words.push({ word, at: Date.now() });
    if (/Waiting for XDR/.test(message.text)) request.at('waiting');
  };
  workspace.onChange((change) => {
    if (change.kind === 'posted' || change.kind === 'edited') note(change.message);
  });
}

export type Play = Readonly<{
  asker: Hands;
  approver: Hands;
  /** Who was told that it did not work sends the form again; otherwise he lets it be. */
  again: boolean;
  /** He clicks twice. */
  twice?: boolean;
  /** Said with the command, after the observable. */
  words?: string;
  /** Comes before the form is sent. */
  before?: Promise<unknown> | undefined;
  withinMs: number;
}>;

/**
 * Plays a request as people do: they try again what did not come, and press a button again that nobody answered.
 * Resolves when there is nothing left for them to do.
 */
export async function playRequest({ workspace }: Stage, request: PlayedRequest, play: Play): Promise<void> {
  const { approver, withinMs } = play;
  const { channel, kind, at } = request;
  const until = Date.now() + withinMs;
  const onTime = () => Date.now() < until;

  await play.asker.alone(() => confirm(request, play, onTime));
  if (request.confirmedAt === undefined) return;
  at('confirmed');

  const waiting = () => {
    const standing = [...request.cards.keys()].map((ts) => workspace.find(channel, ts));
    return standing.find((card) => card && buttonIn(card, 'Approve'));
  };
  while (kind.approvals > 0 && request.approvedAt === undefined && onTime()) {
    const card = waiting();
    if (!card) {
      if (isEnd(lastWord(request))) return;
      await pause(20);
      continue;
    }
    const before = approver.told(channel);
    const pressing = approver.press(card, 'Approve');
    at('approve-sent');
    if (await pressing) {
      request.approvedAt = Date.now();
      at('approved');
      const told = await toldInstead(approver, channel, before, () => waiting() !== undefined);
      if (!told) continue;
      // It was taken, and came to nothing, as he reads: he tries again.
      request.told.push(told);
      delete request.approvedAt;
      approver.close();
      await pause(500);
    } else {
      request.unacknowledged += 1;
      await pause(500);
    }
  }
}

/** What somebody is told while the card still waits for him; undefined: nothing, soon after his press. */
async function toldInstead({ told }: Hands, channel: string, before: string, waits: () => boolean) {
  for (const until = Date.now() + 5_000; waits() && Date.now() < until; await pause(20)) {
    const now = told(channel);
    if (now !== before && now !== '') return now.slice(0, 500);
  }
  return undefined;
}

async function confirm(request: PlayedRequest, play: Play, onTime: () => boolean): Promise<void> {
  const { asker, again, before, twice = false } = play;
  const form = await openForm(play, request, onTime);
  if (!form) return;
  request.at('form');
  await before;
  for (let sent = 0; request.confirmedAt === undefined && onTime(); sent++) {
    if (sent > 0 && !again) return;
    if (sent > 0) await pause(500);
    const send = () => asker.send(form, fieldsOf(request));
    const sending = Promise.all(twice ? [send(), send()] : [send()]);
    request.at('confirm-sent');
    if ((await sending).includes(true)) request.confirmedAt = Date.now();
    else request.unacknowledged += 1;
  }
}

/** What is typed into the form. */
const fieldsOf = ({ name, secret, kind }: PlayedRequest): Readonly<Record<string, string>> => ({
  reason: `because of ${name}`,
  ...(kind.workflow ? { inputa: name, inputb: secret } : {}),
});

/** Asks for the list, and for the form behind one of its buttons, again and again while there is time. */
export async function openForm(
  { asker, words = '' }: Pick<Play, 'asker' | 'words'>,
  { name, channel, kind }: PlayedRequest,
  onTime: () => boolean,
) {
  while (onTime()) {
    const list = await asker.list(channel, kind.workflow ? `workflow run ${kind.title}` : `respond ${name}${words}`);
    for (let pressed = 0; list && pressed < 3 && onTime(); pressed++) {
      const form = await asker.open(list, kind.workflow ? 'Run: ' : kind.title);
      if (form) return form;
      await pause(300);
    }
    await pause(500);
  }
  return undefined;
}
