import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readDeliberation, readLinks, readObservation } from '../../src/xdr/enrich.ts';
import { failureOfAnswer } from '../../src/xdr/error-body.ts';
import { readInspected } from '../../src/xdr/inspect.ts';
import { readOffers, readTriggered } from '../../src/xdr/respond.ts';
import { ciscoContractPresent, validateRequest } from '../support/cisco-contract.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';
import { xdrAt } from './support/xdr-at.ts';

// Cisco's descriptions and samples lie beside the checkout on machines of the project, and nowhere else.
const samples = path.resolve(import.meta.dirname, '..', '..', '..', 'shared', 'reference', 'samples');
const sample = (name: string): unknown => JSON.parse(readFileSync(path.join(samples, `${name}.json`), 'utf8'));
const checked = ciscoContractPresent && existsSync(samples);
if (!checked) console.log("SKIPPED: our requests against Cisco's API descriptions and samples, which are not here");

test('our requests are answered, and are as described where the descriptions are here', async () => {
  const { url, xdr: sim, stop } = await startSimulatedXdr();
  const { xdr } = xdrAt(url, sim.client('everything'));
  const observable = { type: 'url', value: 'http://internetbadguys.com/a?b=c&d=ü' };
  const ask = { purpose: 'command', modules: sim.modules.slice(0, 2).map(({ id }) => id) } as const;
  await xdr.inspect('a\n"b"', ask);
  await xdr.deliberate([observable, { type: 'ip', value: '45.83.10.7' }], ask);
  await xdr.observe(observable, ask);
  await xdr.refer(observable, ask);
  const { actions } = await xdr.listActions(observable, ask);
  expect(await xdr.trigger(actions[0]!)).toEqual({ outcome: 'done' });
  xdr.close();
  await stop();
  const calls = sim.calls.list().filter(({ service }) => service !== 'token');
  expect(calls.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  for (const { method, path: at, body } of calls) expect(validateRequest(method, at, body)).toEqual([]);
});

if (checked) {
  describe('documented answers', () => {
    const bad = { type: 'domain', value: 'internetbadguys.com' };

    test('deliberate: verdicts, makers and gaps', () => {
      const { verdicts, gaps, answered } = readDeliberation(sample('deliberate-3-modules-one-failing'));
      expect(verdicts.map(({ module, disposition, until }) => [module, disposition, until])).toEqual([
        ['Talos Intelligence', 'malicious', '2026-04-01T09:15:00.000Z'],
        ['Talos Intelligence', 'clean', '2026-04-01T09:15:00.000Z'],
        ['Umbrella', 'suspicious', undefined],
      ]);
      expect(gaps).toEqual([{ module: 'Secure Malware Analytics', why: 'not-permitted', partial: false }]);
      expect(answered).toEqual(['Talos Intelligence', 'Umbrella']);
      expect(readDeliberation(sample('deliberate-legacy-shape')).verdicts).toHaveLength(1);
      expect(readDeliberation(sample('deliberate-no-modules')).answered).toEqual([]);
      expect(readDeliberation(sample('deliberate-many-errors')).gaps.map(({ why, partial }) => [why, partial])).toEqual(
        [
          ['rate-limited', false],
          ['timed-out', false],
          ['failed', false],
          ['failed', true],
        ],
      );
    });

    test('response actions', () => {
      const domain = readOffers(sample('respond-observables'), bad);
      expect(domain).toMatchObject({ gaps: [], skipped: 0, actions: { length: 2 } });
      expect(domain.actions.map(({ id, module }) => [id, module])).toEqual([
        ['block', 'Umbrella'],
        ['01ZZ0EXAMPLE0WORKFLOW0ID0000000001', 'XDR Automation'],
      ]);
      const value = 'e7c8ad380f2bc7d294a059db462a8ea9966a0320ba752d3df8688d41073beb69';
      const file = readOffers(sample('respond-observables-sha256'), { type: 'sha256', value });
      expect(file).toMatchObject({ skipped: 0, actions: { length: 2 } });
      expect(file.gaps).toEqual([{ module: 'Umbrella', why: 'not-permitted', partial: false }]);
      expect(readOffers(sample('respond-observables-sha256'), bad)).toMatchObject({ skipped: 2, actions: [] });
      expect(readOffers(sample('respond-observables-none'), bad).actions).toEqual([]);
      expect(readTriggered(sample('respond-trigger-success'))).toEqual({ outcome: 'done' });
      expect(readTriggered(sample('respond-trigger-failure'))).toEqual({
        outcome: 'failed',
        reasons: ['The destination list is full.'],
      });
    });

    test('observe, refer, inspect', () => {
      const observation = readObservation(sample('observe-full'), bad);
      expect(Object.entries(observation).map(([kind, list]) => [kind, list.length])).toEqual([
        ['verdicts', 1],
        ['judgements', 1],
        ['sightings', 2],
        ['indicators', 1],
        ['gaps', 1],
        ['answered', 4],
      ]);
      expect(readLinks(sample('refer-response')).links).toHaveLength(3);
      expect(readInspected(sample('inspect-response-mixed')).length).toBeGreaterThan(2);
    });

    test.each([
      ['error-401-iroh-expired', 401, 'unauthorized'],
      ['error-403-iroh-missing-scope', 403, 'missing-scope'],
      ['error-429', 429, 'rate-limited'],
      ['error-500-iroh', 500, 'unavailable'],
      ['error-400-ctia-schema', 400, 'bad-request'],
    ])('%s', (name, status, kind) => {
      const answer = { status, headers: {}, body: JSON.stringify(sample(name)) };
      expect(failureOfAnswer(answer, { service: 'x', needs: [], now: 0 }).kind).toBe(kind);
    });
  });
}
