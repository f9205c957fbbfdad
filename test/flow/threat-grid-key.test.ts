import { Writable } from 'node:stream';
import { pino } from 'pino';
import { DEMO_GRID_KEY as key } from '../../demo/threat-grid/create-simulated-threat-grid.ts';
import { type Fault, HANG, htmlAnswer, jsonAnswer, RESET, TRUNCATED } from '../../demo/xdr/fault.ts';
import { removeDirectories } from '../support/database.ts';
import { openRespondingRoom, people, type RespondingRoom } from '../support/responding-room.ts';

/** The key must stand nowhere but in requests: not in logs, cards, metrics, health, or the database, whatever goes wrong. */
const written: string[] = [];
const log = pino(
  { level: 'trace' },
  new Writable({
    write: (chunk, _encoding, done) => {
      written.push(String(chunk));
      done();
    },
  }),
);
const { anna } = people;
const told: unknown[] = [];
let room: RespondingRoom;
beforeAll(async () => {
  room = await openRespondingRoom({
    client: 'everything',
    threatGrid: true,
    log,
    environment: { CHATOPS_ANALYSTS: 'slack:UANNA', XDR_TIMEOUT_MS: '1000' },
  });
});
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

const echo = {
  error: { code: key, message: `${key} ?api_key=${key}`, errors: [{ message: key }] },
  message: key,
  type: key,
  trace_id: key,
  data: {
    total: 1,
    items: [{ item: { sample: key, state: 'succ', filename: key, tags: [key], login: key } }],
    id: key,
  },
};
const faults: [string, Fault][] = [
  ...[200, 302, 400, 401, 403, 429, 500].map((status): [string, Fault] => [
    `${status} that quotes the key`,
    jsonAnswer(status, echo, {
      'retry-after': '1',
      location: `http://x.example/?api_key=${key}`,
      'www-authenticate': key,
    }),
  ]),
  ['HTML that quotes the key', htmlAnswer(502, { 'x-key': key })],
  ['JSON that is cut off', { kind: 'answer', status: 200, body: `{"data": "${key}`, headers: {} }],
  ['a truncated answer', TRUNCATED],
  ['a reset', RESET],
  ['no answer', HANG],
  ['nothing wrong', { kind: 'slow-body', ms: 1 }],
];

test.each(faults)('%s', async (_, fault) => {
  for (const routes of [
    ['search'],
    ['summary', 'network-streams', 'whoami', 'rate-limit', 'submit'],
    ['state', 'threat'],
  ]) {
    room.fresh();
    for (const route of routes) room.grid.faults.always(route, fault);
    for (const value of ['internetbadguys.com', `http://new-${routes[0]}.example.net/`]) {
      const reply = await room.command(`sandbox ${value}`, { person: anna });
      told.push(reply);
      const button = reply.kind === 'card' && JSON.stringify(reply.card).includes('Submit to the sandbox');
      const pressed = button ? await room.press('Submit to the sandbox', reply.card, anna) : undefined;
      told.push(pressed);
      if (pressed?.kind === 'form') told.push(await room.submit(pressed.form, { reason: 'x', inputa: 'o0' }, anna));
    }
    await room.idle();
    told.push(room.cards(), await room.command('status', { person: anna }));
    room.grid.faults.clear();
  }
  const url = await room.url();
  for (const path of ['/metrics', '/readyz']) told.push(await (await fetch(`${url}${path}`)).text());
  const tables = await room.query<{ name: string }>(
    "select schemaname || '.' || tablename as name from pg_tables where schemaname in ('public', 'pgboss')",
  );
  for (const { name } of tables) told.push(await room.query(`select t::text as row from ${name} t`));

  const all = `${written.join('\n')}\n${told.map((one) => JSON.stringify(one)).join('\n')}`;
  expect(all).toContain('threat-grid search');
  expect(all.includes(key)).toBe(false);
  expect(all.toLowerCase().includes('api_key=')).toBe(false);
});
