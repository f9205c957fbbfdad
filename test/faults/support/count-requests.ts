import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isEnd, saysDone, wordsOf } from './kinds.ts';
import type { Tally } from './ledger.ts';
import { lastWord, type PlayedRequest } from './played-request.ts';
import type { Stage } from './stage.ts';

const command = fileURLToPath(new URL('../../../bin/xdr-chatops.mjs', import.meta.url));

/** What the bot itself has stored of one request: how it stands, and what the audit says of it, in its order. */
type Stored = Readonly<{ id: string; state: string; names: readonly string[]; steps: readonly Step[] }>;
type Step = Readonly<{ event: string; at: number }>;

export type Counted = Readonly<{
  tally: Tally;
  /** A line: how many ended how, how often XDR carried out, from restart to card. */
  note: string;
  problems: readonly string[];
}>;

/**
 * The order in which the audit may tell of a request, one entry for each step (none of a form that was only opened,
 * `requested` of a reversal by itself, `ended` of what was followed); by the state in which it then is.
 */
const course =
  /^((requested|confirmed( approved)*)( executing( (done( ended)?|failed|unknown( done| failed)?))?| failed| cancelled| expired)?)?$/;
const lastEvents: Readonly<Record<string, readonly string[]>> = {
  requested: [''],
  expired: ['', 'expired'], // '': a form that nobody sent
  confirmed: ['confirmed', 'approved'],
  approved: ['confirmed', 'approved'],
  executing: ['executing'],
};

/**
 * Counts what became of all requests, from four sides: what people were told, what stands in the rooms, what XDR carried
 * out, what is stored. Call it when the replicas are stopped. `restarts`: when they were started again.
 */
export async function countRequests(
  stage: Stage,
  all: readonly PlayedRequest[],
  restarts: readonly number[],
): Promise<Counted> {
  const stored = await readStored(stage);
  const deeds = deedsOf(stage);
  const problems: string[] = [];
  const ends = new Map<string, number>();
  const delays: number[] = [];
  let [executions, lost, doubled, unacknowledged] = [0, 0, 0, 0];

  for (const request of all) {
    const { name, kind, confirmedAt, approvedAt, cards } = request;
    const about = (what: string) => problems.push(`${what}: ${describe(request, its)}`);
    const its = stored.filter(({ names }) => names.includes(name));
    const confirmed = its.filter(({ steps }) => steps.length > 0);
    const carriedOut = deeds.filter((deed) => deed.name === name);
    const times = carriedOut.length;
    const word = lastWord(request);
    executions += times;
    ends.set(word ?? 'nothing', (ends.get(word ?? 'nothing') ?? 0) + 1);

    const repeated = new Set(carriedOut.map(({ what }) => what)).size < times;
    if (times > confirmed.length || repeated) {
      doubled += 1;
      about(`carried out ${times} times`);
    }
    if (cards.size > Math.max(1, confirmed.length)) {
      doubled += 1;
      about(`${cards.size} cards`);
    }
    // A press that nobody acknowledged leaves it waiting, where it can still be approved.
    const waits = word === 'Waiting' && kind.approvals > 0 && approvedAt === undefined;
    if (confirmedAt !== undefined && !isEnd(word) && !waits) {
      lost += 1;
      about('stuck or lost');
    }
    if (confirmedAt === undefined && request.unacknowledged > 0 && word === undefined) unacknowledged += 1;
    if (times > 0 && word === undefined) about('no card says that it was done');
    else if (times > 0 && word && !saysDone(word, kind) && word !== 'Outcome unknown') about('a card says not done');
    if (word && saysDone(word, kind) && times === 0) about('a card says done');
    if (word === 'Not run') about('nothing hindered it');
    if (carriedOut.some(({ secret }) => secret !== undefined && secret !== request.secret)) about('another secret');
    for (const words of cards.values()) {
      const first = words.findIndex((one) => isEnd(one.word) && one.word !== 'Outcome unknown');
      if (first >= 0 && first < words.length - 1) about('a card changed its mind');
    }
    for (const { steps, state } of its) {
      const events = steps.map(({ event }) => event);
      const last = lastEvents[state] ?? [state === 'done' && kind.workflow ? 'ended' : state];
      if (state === 'unknown' && kind.ends !== 'hangs' && !diedWithin(steps, restarts)) about('unknown without cause');
      if (!course.test(events.join(' ')) || !last.includes(events.at(-1) ?? '')) about('the audit tells otherwise');
      const words = [...cards.values()].flatMap((its) => its.at(-1)?.word ?? []);
      const fitting = wordsOf(state, kind);
      if (fitting && !words.some((one) => fitting.includes(one))) about('the card is behind');
    }
    const delay = afterRestart(request, restarts);
    if (delay !== undefined) delays.push(delay);
  }
  const verified = await verifyAudit(stage);
  if (!verified.startsWith('Intact')) problems.push(verified);
  const worstDelayMs = Math.max(0, ...delays);
  const refusals = all.flatMap(({ told }) => told);
  const told = [...ends].sort().map(([word, times]) => `${times} ${word}`);
  return {
    tally: { messages: all.length, lost, doubled, unanswered: 0, unacknowledged, worstDelayMs },
    note: `${told.join(', ')}; carried out ${executions}×;${refusals.length > 0 ? ` approvals refused ${refusals.length}× (${refusals[0]?.slice(0, 200)});` : ''} ${verified.split(',')[0]}`,
    problems,
  };
}

/** Whether the bot was killed while it made the call; without restarts nobody looks. */
function diedWithin(steps: readonly Step[], restarts: readonly number[]): boolean {
  const at = (event: string) => steps.find((step) => step.event === event)?.at ?? 0;
  return restarts.length === 0 || restarts.some((one) => at('executing') <= one && one <= at('unknown'));
}

/** Milliseconds from the last start before its end to that end, of what was taken before that start. */
function afterRestart({ cards, confirmedAt, approvedAt }: PlayedRequest, restarts: readonly number[]) {
  const end = [...cards.values()].flat().find(({ word }) => isEnd(word))?.at;
  const start = restarts.findLast((at) => end !== undefined && at < end);
  const taken = approvedAt ?? confirmedAt;
  return end === undefined || start === undefined || taken === undefined || taken > start ? undefined : end - start;
}

const describe = (
  { name, kind, cards, confirmedAt, approvedAt, told }: PlayedRequest,
  stored: readonly Stored[],
): string =>
  JSON.stringify({
    name,
    asked: kind.title,
    told,
    confirmed: confirmedAt && new Date(confirmedAt).toISOString(),
    approved: approvedAt && new Date(approvedAt).toISOString(),
    cards: [...cards.values()].map((words) => words.map(({ word, at }) => `${word} ${new Date(at).toISOString()}`)),
    stored: stored.map(({ id, state, steps }) => `${id} ${state}: ${steps.map(({ event }) => event).join(' ')}`),
  });

/** What XDR carried out, of whom; of workflows also what it was given in secret. */
const deedsOf = ({ xdr }: Stage): readonly Readonly<{ name: string; what: string; secret?: unknown }>[] => [
  ...xdr.executions().map(({ observable, url }) => ({ name: observable.value, what: url })),
  ...xdr.automation.runs().map(({ workflow, given }) => ({
    name: String(given['host']),
    what: workflow,
    secret: given['token'],
  })),
];

async function readStored({ reading }: Stage): Promise<Stored[]> {
  return reading(async (query) => {
    const requests = await query<{
      id: string;
      state: string;
      name: string | null;
      given: Record<string, string> | null;
    }>(`select id, state, facts->'observable'->>'value' as name, facts->'given' as given from action_requests`);
    const audit = await query<{ entry: string }>('select entry from audit order by seq');
    const entries = audit.map(({ entry }) => JSON.parse(entry) as { event: string; request?: string; at: string });
    const steps = Map.groupBy(
      entries.filter(({ event }) => event.startsWith('action.')),
      ({ request }) => request,
    );
    return requests.map(({ id, state, name, given }) => ({
      id,
      state,
      names: name === null ? Object.values(given ?? {}) : [name],
      steps: (steps.get(id) ?? []).map(({ event, at }) => ({
        event: event.replace('action.', ''),
        at: Date.parse(at),
      })),
    }));
  });
}

/** What `xdr-chatops audit verify` says, as an auditor runs it. */
function verifyAudit({ environment }: Stage): Promise<string> {
  const { DATABASE_URL, DATA_DIR, CHATOPS_SECRET } = environment;
  const env = { PATH: process.env['PATH'] ?? '', DATA_DIR, CHATOPS_SECRET, ...(DATABASE_URL && { DATABASE_URL }) };
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      ['--no-warnings', command, 'audit', 'verify'],
      { env, timeout: 60_000 },
      (_, out, error) => resolve(`${out}${error}`.trim()),
    ),
  );
}
