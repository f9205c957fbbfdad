import { setTimeout as pause } from 'node:timers/promises';
import { jsonAnswer } from '../../demo/xdr/fault.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { createDatabase } from '../support/postgres.ts';
import { openRoom, type Room } from '../support/room.ts';
import type { Fault, Row, Setting } from './support/fault.ts';
import { createMaliciousNames, createSilentNames } from './support/malicious.ts';

const minutes = 20;
/** As many are worked at once, so that a card may stand that far from its place in the order of the messages. */
const atOnce = 24;

/**
 * XDR away for 20 minutes with 300 messages waiting, a third of them malicious. No process can be told another time, so
 * here the whole bot runs inside this one, on a platform that only remembers, and its clock is moved. What is bad is then
 * said, late and marked so, oldest first in each channel; of all else nothing.
 */
export const longOutage: Fault = {
  name: 'long-outage',
  databases: ['embedded', 'postgres'],
  run: async function* (setting) {
    yield await longWait(setting);
  },
};

async function longWait({ server, short }: Setting): Promise<Row> {
  const environment = server
    ? {
        DATABASE_URL: await createDatabase(server.url('postgres')),
        CHATOPS_SECRET: Buffer.alloc(32).toString('base64'),
      }
    : {};
  const waiting = short ? 90 : 300;
  const room = await openRoom({ environment });
  try {
    room.xdr.faults.always('*', jsonAnswer(503));
    const expected = new Map<string, string>();
    const [nextBad, nextSilent] = [createMaliciousNames(), createSilentNames()];
    for (let i = 0; i < waiting; i++) {
      const [id, channel] = [`${1000 + i}`, `C${i % 10}`];
      const name = i % 3 === 0 ? nextBad() : nextSilent();
      await room.say(`what of ${name}?`, { id, channel });
      if (i % 3 === 0) expected.set(`slack/T1/${channel}/${id}`, name);
    }
    await pause(3_000);
    const early = room.cards().length;
    room.pass(minutes * 60_000);
    room.xdr.faults.clear();
    const left = await workOff(room);
    return countOf(room, expected, { database: server ? 'postgres' : 'embedded', left, early, waiting });
  } finally {
    await room.stop();
  }
}

/** Lets what waits be due, as it would be by then, until nothing waits; resolves with how many still do. */
async function workOff(room: Room): Promise<number> {
  let left = Number.POSITIVE_INFINITY;
  for (const until = Date.now() + 90_000; left > 0 && Date.now() < until; await pause(200)) {
    await room.query("update pgboss.job set start_after = now() where name = 'annotate' and state < 'active'");
    const [row] = await room.query<{ jobs: number }>(
      "select count(*)::int as jobs from pgboss.job where name = 'annotate'",
    );
    left = row?.jobs ?? 0;
  }
  return left;
}

function countOf(
  room: Room,
  expected: ReadonlyMap<string, string>,
  {
    database,
    left,
    early,
    waiting,
  }: Readonly<{ database: Row['database']; left: number; early: number; waiting: number }>,
): Row {
  const cards = room.cards().filter(({ key }) => key.id.startsWith('slack/'));
  const keys = cards.map(({ key }) => key.id);
  const unexpected = keys.filter((key) => !expected.has(key));
  const unmarked = cards.filter(({ card }) => !plainText(card).includes('Late:'));
  const furthest = Math.max(0, ...[...Map.groupBy(keys, channelOf).values()].flatMap(displacements));
  return {
    fault: `XDR away for ${minutes} min, ${waiting} waiting`,
    database,
    messages: waiting,
    lost: [...expected.keys()].filter((key) => !keys.includes(key)).length + left,
    doubled: keys.length - new Set(keys).size,
    unanswered: 0,
    unacknowledged: 0,
    worstDelayMs: minutes * 60_000,
    note: `${keys.length} late cards; furthest from its place in a channel's order: ${furthest}`,
    problems: [
      ...(early > 0 ? [`${early} cards while XDR was away`] : []),
      ...unexpected.map((key) => `a card that says nothing bad: ${key}`),
      ...unmarked.map(({ key }) => `not marked late: ${key.id}`),
      ...(furthest > atOnce ? ['not oldest first'] : []),
    ].slice(0, 10),
  };
}

const channelOf = (key: string): string => key.split('/')[2] ?? '';

/** How far each stands from where it would stand if the oldest came first. */
function displacements(keys: readonly string[]): number[] {
  const sorted = keys.toSorted();
  return keys.map((key, i) => Math.abs(i - sorted.indexOf(key)));
}
