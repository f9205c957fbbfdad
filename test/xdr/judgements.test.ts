import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { ApiClient } from '../../demo/xdr/api-clients.ts';
import {
  BROKEN_BODY,
  type Fault,
  HANG,
  htmlAnswer,
  jsonAnswer,
  RESET,
  TRUNCATED,
  tooManyRequests,
} from '../../demo/xdr/fault.ts';
import { shortJudgementId } from '../../demo/xdr/judgement-seeds.ts';
import type { Service } from '../../demo/xdr/service.ts';
import { wrongInJudgement } from '../../demo/xdr/wrong-in-judgement.ts';
import { Failure } from '../../src/failure.ts';
import { type JudgementDoor, type NewJudgement, numbers } from '../../src/judgements/judgement.ts';
import { judgementReason } from '../../src/judgements/written-reason.ts';
import type { Disposition } from '../../src/verdicts/verdict.ts';
import { readOwnJudgement, readOwnJudgements } from '../../src/xdr/judgement-documents.ts';
import { judgementBody } from '../../src/xdr/judgements.ts';
import { ciscoContractPresent, validateRequest } from '../support/cisco-contract.ts';
import { hostile } from '../support/hostile-strings.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';
import { xdrAt } from './support/xdr-at.ts';

const { url, xdr, stop } = await startSimulatedXdr();
const ask = { purpose: 'command' } as const;
const id = shortJudgementId(2);
const about = { type: 'domain', value: 'red-team.example.org' };
const open: (() => void)[] = [];
const doorOf = (client: ApiClient['name'] = 'everything', timeoutMs = 20_000): JudgementDoor => {
  const { xdr: opened } = xdrAt(url, xdr.client(client), { timeoutMs });
  open.push(opened.close);
  return opened.judgements;
};
let door = doorOf();
beforeEach(() => {
  xdr.reset();
  door = doorOf();
});
afterAll(async () => {
  for (const close of open) close();
  await stop();
});

const calls = () => xdr.calls.list().filter(({ service }) => service !== 'token');
const kindOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Failure) => error.kind,
  );
const from = Date.now();
const newOne: NewJudgement = {
  observable: { type: 'url', value: 'https://evil.example/a?b=c/d' },
  disposition: 'malicious',
  reason: 'R',
  key: 'xdr-chatops:judgement:a/b c',
  from,
  until: from + 3_600_000,
};

describe('reading', () => {
  test('what stands about an observable is one call, the newest first', async () => {
    expect(await door.judgementsOf(about, ask)).toEqual([
      expect.objectContaining({ id, disposition: 'malicious', priority: 100, source: 'chat-ops bot', keys: [] }),
    ]);
    expect((await door.judgementsOf(about, ask))[0]).not.toHaveProperty('until'); // the year 2525
    expect(await door.judgementsOf({ type: 'domain', value: 'nothing.example' }, ask)).toEqual([]);
    expect(calls().every(({ path: at }) => at.includes('sort_by=timestamp'))).toBe(true);
  });

  test('a value is one part of the path, whatever is in it', async () => {
    await door.createJudgement(newOne);
    expect(await door.judgementsOf(newOne.observable, ask)).toHaveLength(1);
    expect(calls().at(-1)?.path).toContain('/ctia/url/https%3A%2F%2Fevil.example%2Fa%3Fb%3Dc%2Fd/judgements?');
  });

  test('one that is not there is undefined; another than was asked for is not taken for it', async () => {
    expect(await door.readJudgement(shortJudgementId(99), ask)).toBeUndefined();
    xdr.faults.next('judgement', jsonAnswer(200, xdr.judgements.read(shortJudgementId(1)) as object));
    expect(await kindOf(door.readJudgement(id, ask))).toBe('malformed');
  });

  test('what was just made is found by its key, and nothing else is', async () => {
    expect(await door.judgementMadeAs(newOne.key, ask)).toBeUndefined();
    await door.createJudgement(newOne);
    expect(await door.judgementMadeAs(newOne.key, ask)).toMatchObject({ disposition: 'malicious', keys: [newOne.key] });
    xdr.faults.next('judgement-external-id', jsonAnswer(200, [...xdr.judgements.list()]));
    expect(await door.judgementMadeAs('xdr-chatops:judgement:other', ask)).toBeUndefined();
  });

  test('a read that fails for a moment is repeated', async () => {
    xdr.faults.next('judgements', jsonAnswer(502), 2);
    expect(await door.judgementsOf(about, ask)).toHaveLength(1);
  });

  if (ciscoContractPresent)
    test('what is asked is as Cisco describes it', async () => {
      const made = await door.createJudgement(newOne);
      if (made.outcome !== 'done') throw new Error('not made');
      for (const disposition of Object.keys(numbers) as Disposition[])
        await door.createJudgement({ ...newOne, disposition });
      await door.judgementMadeAs(newOne.key, ask);
      await door.readJudgement(made.written.id, ask);
      await door.judgementsOf(newOne.observable, ask);
      await door.expireJudgement(made.written.id, 'why & <not>?');
      expect(calls()).toHaveLength(10);
      for (const { method, path: at, body } of calls())
        expect([at, validateRequest(method, at, body)]).toEqual([at, []]);
    });
});

test('it is amber, a person’s, and ends', async () => {
  const made = await door.createJudgement(newOne);
  if (made.outcome !== 'done') throw new Error('not made');
  expect(xdr.judgements.read(made.written.id)).toMatchObject({
    disposition: 2,
    disposition_name: 'Malicious',
    priority: 100,
    confidence: 'High',
    severity: 'High',
    source: 'xdr-chatops',
    tlp: 'amber',
    reason: 'R',
    external_ids: [newOne.key],
    valid_time: { start_time: new Date(from).toISOString(), end_time: new Date(from + 3_600_000).toISOString() },
  });
});

type Change = readonly [
  name: string,
  service: Service,
  work: (door: JudgementDoor) => Promise<{ outcome: string }>,
  changed: () => number,
];
const ended = () => String((xdr.judgements.read(id)!['valid_time'] as { end_time: string }).end_time) < '2500';
const changes: readonly Change[] = [
  ['create', 'judgement-create', (one) => one.createJudgement(newOne), () => xdr.judgements.list().length - 3],
  ['expire', 'judgement-expire', (one) => one.expireJudgement(id, 'over'), () => Number(ended())],
];

describe.each(changes)('%s', (_, service, work, changed) => {
  test('is stored, with one request', async () => {
    expect(await work(door)).toMatchObject({ outcome: 'done' });
    expect([changed(), xdr.calls.count(service)]).toEqual([1, 1]);
  });

  test.each<[string, Fault, string]>([
    ['a reset', RESET, 'unknown'],
    ['500', jsonAnswer(500, { type: 'unknown-exception', class: 'x' }), 'unknown'],
    ['a gateway’s 502', htmlAnswer(502), 'unknown'],
    ['an answer cut off', TRUNCATED, 'unknown'],
    ['a connection that ends', BROKEN_BODY, 'unknown'],
    ['no answer', HANG, 'unknown'],
    ['an answer about something else', jsonAnswer(200, {}), 'unknown'],
    ['400', jsonAnswer(400, { error: 'Invalid Entity Error' }), 'bad-request'],
    ['403', jsonAnswer(403, { error: 'missing_capability' }), 'missing-scope'],
    ['404', jsonAnswer(404, { error: 'judgement not found' }), 'not-found'],
    ['429', tooManyRequests('1'), 'rate-limited'],
  ])('%s is never answered with a second request', async (_what, fault, told) => {
    const hasty = doorOf('everything', 700);
    await hasty.readJudgement(id, ask); // the token is there
    xdr.faults.always(service, fault);
    const outcome = await work(hasty).then(
      (written) => written.outcome,
      (error: Failure) => error.kind,
    );
    expect([outcome, xdr.calls.count(service)]).toEqual([told, 1]);
    xdr.faults.clear();
  });

  test('by a client without the scope nothing is changed', async () => {
    const failed = await work(doorOf('reader')).catch((error: Failure) => error);
    expect(failed).toMatchObject({ kind: 'missing-scope', facts: { scopes: ['private-intel/judgement:write'] } });
    expect(changed()).toBe(0);
  });
});

test('whatever somebody writes, the body is one that the store takes', () => {
  fc.assert(
    fc.property(
      hostile,
      hostile.filter((value) => value !== ''),
      fc.constantFrom(...(Object.keys(numbers) as Disposition[])),
      fc.integer({ min: 3_600_000, max: 365 * 86_400_000 }),
      (given, value, disposition, forMs) => {
        const request = { id: 'A'.repeat(22), reason: given.slice(0, 500) };
        const body = judgementBody({
          observable: { type: 'domain', value },
          disposition,
          reason: judgementReason(request),
          key: `xdr-chatops:judgement:${request.id}`,
          from,
          until: from + forMs,
        });
        const sent = JSON.parse(JSON.stringify(body)) as typeof body;
        expect(wrongInJudgement(sent)).toBeUndefined();
        expect(sent.reason.length).toBeLessThanOrEqual(1_024);
        expect(sent.reason.isWellFormed()).toBe(true);
        expect(sent.reason.endsWith(`(request ${request.id})`)).toBe(true);
        expect(sent.reason).not.toMatch(/[\p{Cc}\u202e\u2066\u200b]/u);
        if (ciscoContractPresent && value.isWellFormed())
          expect(validateRequest('POST', '/ctia/judgement', sent)).toEqual([]);
      },
    ),
  );
  const long = judgementBody({ ...newOne, reason: '😀'.repeat(5_000) }).reason;
  expect([long.length, long.isWellFormed()]).toEqual([1_024, true]);
  expect(judgementBody({ ...newOne, reason: `x${'😀'.repeat(5_000)}` }).reason.isWellFormed()).toBe(true);
});

// Samples lie beside the checkout on machines of the project, and nowhere else.
const samples = path.resolve(import.meta.dirname, '..', '..', '..', 'shared', 'reference', 'samples');
if (ciscoContractPresent && existsSync(samples))
  test('documented answers are read', () => {
    const sample = (name: string): unknown => JSON.parse(readFileSync(path.join(samples, `${name}.json`), 'utf8'));
    expect(readOwnJudgements(sample('judgements-response'), 100)).toEqual([
      expect.objectContaining({ id: 'judgement-75de11ef-cda1-5f4b-8189-4bee912aca30', disposition: 'malicious' }),
      expect.objectContaining({ disposition: 'suspicious', priority: 50, source: 'Example Threat Feed' }),
    ]);
  });

test('any JSON is read as a judgement, as something less, or refused', () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const field = fc.oneof(json, fc.constantFrom('2026-01-01T00:00:00Z', '9999-99-99', '__proto__'));
  const near = fc.record(
    {
      id: fc.constantFrom(id, `https://x/ctia/judgement/${id}`, id.toUpperCase()),
      observable: fc.oneof(field, fc.record({ type: field, value: field })),
      disposition: fc.oneof(field, fc.integer({ min: 0, max: 6 })),
      disposition_name: field,
      priority: field,
      source: field,
      valid_time: fc.oneof(field, fc.record({ start_time: field, end_time: field })),
      external_ids: fc.oneof(field, fc.array(field)),
    },
    { requiredKeys: ['id'] },
  );
  fc.assert(
    fc.property(fc.oneof(json, near), (body) => {
      for (const read of [() => readOwnJudgements(body, 100), () => readOwnJudgement(body)]) {
        try {
          const one = [read()].flat()[0];
          if (one) expect(one.id).toBe(id);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      }
    }),
  );
});
