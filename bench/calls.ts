import { generateDay } from './day/generate-day.ts';
import { guideFlow } from './day/guide-flow.ts';
import { type Least, leastCalls, leastIfFull } from './day/least-calls.ts';
import { type Call, replayDay } from './day/replay-day.ts';
import { type Measured, number } from './row.ts';

/** The bot promises an answer within about a second, XDR's time aside: so long a message may wait for others. */
const promised = 1000;
const waits = [0, promised, 10_000, 60_000];
/** `XDR_BUDGET`, as it is when nothing is set; half of it is watching's. */
const watchingsHalf = 2000;

/** P2: XDR calls for a day of chat, beside the least possible and the flow of Cisco's API guide. */
export async function measureCalls({ messages = 50_000, channels = 200 } = {}): Promise<Measured> {
  const day = generateDay({ messages, channels });
  const replay = await replayDay(day.events);
  const forSilent = (await replayDay(replay.silent)).calls.length;
  const guide = await guideFlow(day.events);
  const ours = replay.calls.length;
  const inspect = replay.calls.filter(({ service }) => service === 'inspect').length;
  const least = waits.map((wait) => ({ wait, ...leastCalls(replay.asked, replay.answers.ourRules, wait) }));
  const full = leastIfFull(replay.asked, replay.answers.ourRules);
  const trusting = leastCalls(replay.asked, replay.answers.xdrsWord, promised);
  const atOnce = least.find(({ wait }) => wait === promised)!;
  const peak = busiestHour(replay.calls);
  const times = (one: Least) => `${(ours / one.together).toFixed(2)} ×`;
  const rows = [
    {
      what: `messages and edits of the day; with something to look up`,
      got: `${number(replay.asked.length + replay.silent.length)}; ${number(replay.asked.length)}`,
    },
    {
      what: 'calls: ours (Inspect + deliberate)',
      got: `${number(ours)} (${number(inspect)} + ${number(ours - inspect)})`,
    },
    {
      what: `least calls of who answers within ${promised / 1000} s (${number(atOnce.together)}), ours is`,
      got: times(atOnce),
      wanted: '≤ 1.5 ×',
      met: ours <= 1.5 * atOnce.together,
    },
    ...least
      .filter(({ wait }) => wait !== promised)
      .map((one) => ({
        what: `least calls of who may wait ${one.wait / 1000} s (${number(one.together)}), ours is`,
        got: times(one),
      })),
    { what: `least calls if every call were full (${number(full.together)}), ours is`, got: times(full) },
    {
      what: `least calls within 1 s if XDR's own ends were trusted (${number(trusting.together)}), ours is`,
      got: times(trusting),
    },
    {
      what: `the API guide's flow (${number(guide.together)} calls), times ours`,
      got: `${(guide.together / ours).toFixed(1)} ×`,
    },
    {
      what: 'calls for messages that hold nothing to look up',
      got: String(forSilent),
      wanted: '0',
      met: forSilent === 0,
    },
    {
      what: "calls in the busiest 60 minutes, beside watching's half of the default XDR_BUDGET",
      got: number(peak),
      wanted: `≤ ${number(watchingsHalf)}`,
      met: peak <= watchingsHalf,
    },
  ];
  return {
    rows,
    seed: day.seed,
    messages,
    channels,
    ours: { inspect, deliberate: ours - inspect, together: ours },
    least,
    full,
    trusting,
    guide,
    distinct: replay.answers.distinct(),
    busiestHour: peak,
    byHour: Array.from(
      { length: 24 },
      (_, hour) => replay.calls.filter(({ at }) => Math.floor(at / 3_600_000) === hour).length,
    ),
    replaySeconds: replay.seconds,
  };
}

/** The most calls in any 60 minutes. */
function busiestHour(calls: readonly Call[]): number {
  let [first, most] = [0, 0];
  for (const [last, { at }] of calls.entries()) {
    while (calls[first]!.at <= at - 3_600_000) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
