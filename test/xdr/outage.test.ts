import type { SimulatedXdr } from '../../demo/xdr/create-simulated-xdr.ts';
import { type Fault, jsonAnswer, RESET } from '../../demo/xdr/fault.ts';
import type { Failure } from '../../src/failure.ts';
import { CircuitOpen } from '../../src/xdr/breaker.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';
import { isToken, json, startOwnServer } from './support/own-server.ts';
import { xdrAt } from './support/xdr-at.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

type Waiting = { nth: number; at: number; tries: number; letThrough: boolean };

/** As the queue does it: so many at once, each again at the time it was told; the clock moves when all hands are idle. */
async function workAll(
  waiting: Waiting[],
  clock: { at: number },
  work: (nth: number) => Promise<unknown>,
  each: () => void,
): Promise<Waiting[]> {
  const done: Waiting[] = [];
  while (waiting.length > 0) {
    waiting.sort((one, other) => one.at - other.at || one.nth - other.nth);
    clock.at = Math.max(clock.at, waiting[0]!.at);
    each();
    const due = waiting.filter(({ at }) => at <= clock.at).slice(0, 24);
    waiting = waiting.filter((one) => !due.includes(one));
    await Promise.all(
      due.map(async (one) => {
        try {
          await work(one.nth);
          done.push(one);
        } catch (error) {
          if (!(error instanceof CircuitOpen)) one.letThrough = true;
          const later = clock.at + 1000 * 2 ** one.tries;
          waiting.push({ ...one, tries: one.tries + 1, at: (error as Failure).facts.retryAt ?? later });
        }
      }),
    );
  }
  return done;
}

const minute = 60_000;

test.each<[string, Fault, 'deliberate' | '*', number]>([
  ['2 minutes of 503', jsonAnswer(503), 'deliberate', 2 * minute],
  ['20 minutes of 503', jsonAnswer(503), 'deliberate', 20 * minute],
  ['2 minutes of resets, the token with them', RESET, '*', 2 * minute],
])('300 that wait through %s cost few requests, and come back one after another', async (_, fault, service, lasts) => {
  const { url, xdr: sim, stop } = await startSimulatedXdr();
  const clock = { at: Date.now() };
  const { xdr, lines } = xdrAt(url, sim.client('reader'), { now: () => clock.at, random: () => 0.5 });
  stops.push(xdr.close, stop);
  const ask = (nth: number) => xdr.deliberate([{ type: 'ip', value: `45.83.10.${nth}` }], { purpose: 'watching' });
  await ask(0);
  sim.revokeTokens();
  sim.faults.always(service, fault);
  const requests = (one: SimulatedXdr) => one.calls.count('deliberate') + one.calls.count('token');
  const before = requests(sim);
  let during = 0;

  const began = clock.at;
  let ended = false;
  const waiting = Array.from({ length: 300 }, (_, nth) => ({ nth, at: began, tries: 0, letThrough: false }));
  const done = await workAll(waiting, clock, ask, () => {
    if (ended || clock.at < began + lasts) return;
    ended = true;
    during = requests(sim) - before;
    sim.faults.clear();
  });

  expect(done).toHaveLength(300);
  // The 24 that were under way, each with its repeats and a token; then one request a minute or less.
  expect(during).toBeLessThanOrEqual(24 * 3 + 10 + (2 * lasts) / minute);
  const neverLetThrough = done.filter(({ letThrough }) => !letThrough).map(({ nth }) => nth);
  expect(neverLetThrough.length).toBeGreaterThan(240);
  expect(neverLetThrough).toEqual(neverLetThrough.toSorted((one, other) => one - other));
  // All were answered within the last pause and their places in the line.
  expect(clock.at - began).toBeLessThan(lasts + minute + 300 * 20 + 2 * 1000);
  expect(xdr.state()).toEqual({ state: 'ok' });
  expect(lines.filter(({ level }) => level === 'warn').length).toBeLessThan(150);
});

test('300 that come at once when it is half-open make one request, and go on when it is answered', async () => {
  const answers: (() => void)[] = [];
  let down = true;
  const server = await startOwnServer((request, response) => {
    if (isToken(request)) return json(response, { access_token: 't', expires_in: 600 });
    if (down) return json(response, {}, 503);
    answers.push(() => json(response, { data: [] }));
  });
  let at = Date.now();
  const { xdr } = xdrAt(server.url, undefined, { now: () => at });
  stops.push(xdr.close, server.stop);
  const ask = (nth: number) => xdr.deliberate([{ type: 'ip', value: `45.83.10.${nth}` }], { purpose: 'watching' });
  for (let i = 0; i < 5; i += 1) await ask(i).catch(() => {});
  expect(xdr.circuits().deliberate.state).toBe('open');
  down = false;
  at += 6000;
  const all = Promise.all(Array.from({ length: 300 }, (_, nth) => ask(nth)));
  while (answers.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(answers).toHaveLength(1);
  answers.shift()!();
  const answering = setInterval(() => {
    for (const answer of answers.splice(0)) answer();
  }, 5);
  stops.push(() => clearInterval(answering));
  expect(await all).toHaveLength(300);
  expect(xdr.circuits().deliberate.state).toBe('closed');
});
