import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { ApiClient } from '../../demo/xdr/api-clients.ts';
import { shortCasebookId } from '../../demo/xdr/casebook-seeds.ts';
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
import { shortIncidentId } from '../../demo/xdr/incident-documents.ts';
import type { Service } from '../../demo/xdr/service.ts';
import type { CasebookDoor } from '../../src/casebooks/casebook.ts';
import { Failure } from '../../src/failure.ts';
import { holdsLink, readCasebook, readCasebooks } from '../../src/xdr/casebook-documents.ts';
import { ciscoContractPresent, validateRequest } from '../support/cisco-contract.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';
import { xdrAt } from './support/xdr-at.ts';

const { url, xdr, stop } = await startSimulatedXdr();
const ask = { purpose: 'command' } as const;
const id = shortCasebookId(1);
const incident = shortIncidentId(42);
const store = 'https://private.intel.amp.cisco.com:443/ctia';
const open: (() => void)[] = [];
const doorOf = (client: ApiClient['name'] = 'everything', timeoutMs = 20_000): CasebookDoor => {
  const { xdr: opened } = xdrAt(url, xdr.client(client), { timeoutMs });
  open.push(opened.close);
  return opened.casebooks;
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
const newOne = { title: 'T', description: 'D', observables: [], key: 'xdr-chatops:casebook:a/b c', at: 0 };

describe('reading', () => {
  test('one casebook is one call; one that is not there is undefined, and trouble is a failure', async () => {
    expect(await door.readCasebook(id, ask)).toMatchObject({
      id,
      address: `${store}/casebook/${id}`,
      title: 'Phishing wave against finance',
      texts: ['Confirmed with the user.'],
      observables: [{ type: 'domain' }, { type: 'sha256' }],
    });
    expect(calls()).toHaveLength(1);
    expect(await door.readCasebook(shortCasebookId(99), ask)).toBeUndefined();
    xdr.faults.always('casebook', jsonAnswer(503));
    expect(await kindOf(door.readCasebook(id, ask))).toBe('unavailable');
  });

  test('the answer about another casebook is not taken for this one', async () => {
    xdr.faults.next('casebook', jsonAnswer(200, { id: shortCasebookId(2) }));
    expect(await kindOf(door.readCasebook(id, ask))).toBe('malformed');
  });

  test('a search is one call, newest first, and any words are only words', async () => {
    const { casebooks, total } = await door.searchCasebooks('', ask);
    expect([casebooks.map((one) => one.id), total]).toEqual([[1, 2, 3].map(shortCasebookId), 3]);
    expect((await door.searchCasebooks('finance', ask)).casebooks).toHaveLength(1);
    await door.searchCasebooks('title:"a" OR (', ask);
    expect(calls()).toHaveLength(3);
    expect(new URLSearchParams(calls()[2]!.path.split('?')[1]).get('simple_query')).toBe('title:"a" OR (');
  });

  test('a read that fails for a moment is repeated', async () => {
    xdr.faults.next('casebook-search', jsonAnswer(502), 2);
    expect((await door.searchCasebooks('', ask)).casebooks).toHaveLength(3);
  });

  test('what was just made is found by its key, since the answer waits for the search', async () => {
    expect(await door.casebookMadeAs(newOne.key, ask)).toBeUndefined();
    const made = await door.createCasebook(newOne);
    expect(made.outcome).toBe('done');
    expect((await door.casebookMadeAs(newOne.key, ask))?.title).toBe('T');
  });

  test('a link is seen whoever made it', async () => {
    const ends = [
      { id, address: `${store}/casebook/${id}` },
      { id: incident, address: `${store}/incident/${incident}` },
    ] as const;
    expect(await door.isLinked(...ends, ask)).toBe(false);
    await door.linkCasebook(ends[0], incident);
    expect(await door.isLinked(...ends, ask)).toBe(true);
  });

  if (ciscoContractPresent)
    test('what is asked is as Cisco describes it', async () => {
      await door.readCasebook(id, ask);
      await door.searchCasebooks('', ask);
      await door.searchCasebooks('a b', ask);
      await door.createCasebook({ ...newOne, observables: [{ type: 'ip', value: '192.0.2.1' }] });
      await door.casebookMadeAs(newOne.key, ask);
      await door.addObservables(id, [{ type: 'ip', value: '192.0.2.1' }]);
      await door.addTexts(id, ['t']);
      await door.linkCasebook({ id }, incident);
      await door.isLinked({ id }, { id: incident }, ask);
      expect(calls()).toHaveLength(9);
      for (const { method, path: at, body } of calls())
        expect([at, validateRequest(method, at, body)]).toEqual([at, []]);
    });
});

type Change = readonly [
  name: string,
  service: Service,
  work: (door: CasebookDoor) => Promise<{ outcome: string }>,
  changed: () => number,
];
const held = (field: string) => (xdr.casebooks.read(id)![field] as unknown[]).length;
const changes: readonly Change[] = [
  ['create', 'casebook-create', (one) => one.createCasebook(newOne), () => xdr.casebooks.list().length - 3],
  [
    'add observables',
    'casebook-observables',
    (one) => one.addObservables(id, [{ type: 'ip', value: '192.0.2.1' }]),
    () => held('observables') - 2,
  ],
  ['add texts', 'casebook-texts', (one) => one.addTexts(id, ['t']), () => held('texts') - 1],
  ['link', 'incident-link', (one) => one.linkCasebook({ id }, incident), () => xdr.casebooks.links().length],
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
    ['400', jsonAnswer(400, { error: 'Invalid Casebook id' }), 'bad-request'],
    ['403', jsonAnswer(403, { error: 'Access Control validation Client Error' }), 'missing-scope'],
    ['404', jsonAnswer(404, { error: 'casebook not found' }), 'not-found'],
    ['429', tooManyRequests('1'), 'rate-limited'],
  ])('%s is never answered with a second request', async (_what, fault, told) => {
    const hasty = doorOf('everything', 700);
    await hasty.readCasebook(id, ask); // the token is there
    xdr.faults.always(service, fault);
    const outcome = await work(hasty).then(
      (written) => written.outcome,
      (error: Failure) => error.kind,
    );
    expect([outcome, xdr.calls.count(service)]).toEqual([told, 1]);
    xdr.faults.clear();
  });

  test('by a client without the scope nothing is changed', async () => {
    expect(await kindOf(work(doorOf('reader')))).toBe('missing-scope');
    expect(changed()).toBe(0);
  });
});

test('what the store says to a capability that is missing is read as a scope', async () => {
  const failed = await doorOf('reader')
    .addTexts(id, ['t'])
    .catch((error: Failure) => error);
  expect(failed).toMatchObject({ kind: 'missing-scope', facts: { scopes: ['casebook:write'] } });
});

test('an answer that is another casebook, or none, is told as unknown', async () => {
  for (const body of [{ id: shortCasebookId(2) }, {}, [], null]) {
    xdr.faults.next('casebook-texts', jsonAnswer(200, body as object));
    expect(await door.addTexts(id, ['t'])).toMatchObject({ outcome: 'unknown' });
  }
});

// Samples lie beside the checkout on machines of the project, and nowhere else.
const samples = path.resolve(import.meta.dirname, '..', '..', '..', 'shared', 'reference', 'samples');
if (ciscoContractPresent && existsSync(samples))
  test('documented answers are read', () => {
    const sample = (name: string): unknown => JSON.parse(readFileSync(path.join(samples, `${name}.json`), 'utf8'));
    expect(readCasebook(sample('casebook-create-response'))).toMatchObject({
      id: 'casebook-85b6bc45-b2fa-5c1b-8a58-5b157c1c3f98',
      source: 'chat-ops bot',
    });
    expect(readCasebook(sample('casebook-observables-add-response')).observables).toHaveLength(4);
    expect(readCasebooks(sample('casebook-search-response'), 15)).toHaveLength(2);
    const linked = [sample('incident-link-response')];
    const ends = [
      'casebook-85b6bc45-b2fa-5c1b-8a58-5b157c1c3f98',
      'incident-acb6e46c-9d2c-5ec8-a98f-77291f9a9f70',
    ] as const;
    expect([holdsLink(linked, ...ends), holdsLink(linked, ends[1], ends[0])]).toEqual([true, false]);
  });

test('any JSON is read as a casebook, as something less, or refused', () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const field = fc.oneof(json, fc.constantFrom('2026-01-01T00:00:00Z', '__proto__'));
  const list = fc.oneof(
    json,
    fc.array(fc.oneof(field, fc.record({ type: field, value: field, text: field })), { maxLength: 3 }),
  );
  const near = fc.record(
    {
      id: fc.constantFrom(id, `https://x/ctia/casebook/${id}`, `${store}/casebook/${id.toUpperCase()}`),
      title: field,
      description: field,
      observables: list,
      texts: list,
      created: field,
      source: field,
    },
    { requiredKeys: ['id'] },
  );
  fc.assert(
    fc.property(fc.oneof(json, near), (body) => {
      const tried = (read: () => unknown) => {
        try {
          read();
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      };
      tried(() => readCasebooks(body, 15));
      tried(() => readCasebook(body));
      tried(() => holdsLink(body, id, incident));
    }),
  );
  fc.assert(fc.property(near, (body) => expect(readCasebook(body)).toMatchObject({ id })));
});
