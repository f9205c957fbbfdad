import fc from 'fast-check';
import { createAudit } from '../../src/audit/audit-log.ts';
import { rowMac } from '../../src/audit/chain.ts';
import { type ExportParts, exportAudit } from '../../src/audit/export.ts';
import { ocsfEvent } from '../../src/audit/ocsf.ts';
import { auditEvents, entryText, readEntry } from '../../src/audit/stored-entry.ts';
import type { Database } from '../../src/store/database.ts';
import { removeDirectories, testDatabase } from '../support/database.ts';
import { emptyAudit, hostileEntry, key, noon, rowsOf, whole } from './support/entries.ts';

let database: Database;
let at = noon;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(async () => {
  await database.close();
  await removeDirectories();
});
beforeEach(() => emptyAudit(database.query));

const audit = () => createAudit({ database, key, now: () => at });
async function lines(parts: Partial<ExportParts> = {}): Promise<string[]> {
  const found: string[] = [];
  for await (const line of exportAudit(database.query, { form: 'jsonl', version: '0.1.0', ...parts })) found.push(line);
  return found;
}
// biome-ignore lint/suspicious/noExplicitAny: JSON of any shape, looked at by tests
const parse = (line: string): any => JSON.parse(line);

test('a line has the entry, its number, its MAC and the one before', async () => {
  await audit().note(whole);
  await audit().note({ event: 'setting.changed' });
  const [first, second] = await rowsOf(database);
  expect((await lines()).map(parse)).toEqual([
    { seq: 1, version: 1, at: '2026-03-02T12:00:00.000Z', ...whole, mac: first!.mac, previous: '' },
    {
      seq: 2,
      version: 1,
      at: '2026-03-02T12:00:00.000Z',
      event: 'setting.changed',
      mac: second!.mac,
      previous: first!.mac,
    },
  ]);
});

test('whoever has the key can prove an export alone, whatever strings are in it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hostileEntry, { minLength: 1, maxLength: 3 }), async (entries) => {
      await emptyAudit(database.query);
      await audit().record(async (_query, note) => entries.forEach(note));
      let last = { seq: 0, mac: '' };
      for (const line of await lines()) {
        expect(line).not.toMatch(/[\r\n]/);
        const { seq, mac, previous, ...entry } = parse(line);
        expect([seq, previous]).toEqual([last.seq + 1, last.mac]);
        expect(mac).toBe(rowMac(key, last, seq, JSON.stringify(entry)));
        last = { seq, mac };
      }
      for (const line of await lines({ form: 'ocsf' }))
        expect(parse(line)).toMatchObject({ metadata: { version: '1.5.0' } });
    }),
    { numRuns: 15 },
  );
});

test('what is before a date is left out, and the chain goes on from it', async () => {
  for (const day of [0, 1, 2]) {
    at = noon + day * 86_400_000;
    await audit().note(whole);
  }
  at = noon;
  const since = (date: string) => lines({ since: new Date(date) });
  const [, second] = await rowsOf(database);
  expect((await since('2026-03-04')).map(parse)).toMatchObject([{ seq: 3, previous: second!.mac }]);
  expect(await since('2026-03-01')).toHaveLength(3);
  expect(await since('2026-03-09')).toEqual([]);
});

test('what somebody wrote into it is shown as that', async () => {
  await audit().note(whole);
  await database.query('update audit set entry = $1', ['{"event":"nonsense"']);
  expect((await lines()).map(parse)).toMatchObject([{ seq: 1, unreadable: '{"event":"nonsense"' }]);
  expect((await lines({ form: 'ocsf' })).map(parse)).toMatchObject([
    { class_uid: 0, type_uid: 99, raw_data: '{"event":"nonsense"' },
  ]);
});

test('more than a page comes in order', async () => {
  await database.query(`insert into audit select seq, now(), '{}', 'mac ' || seq from generate_series(1, 2500) as seq`);
  const found = (await lines()).map(parse);
  expect(found.map(({ seq }) => seq)).toEqual(Array.from({ length: 2500 }, (_, one) => one + 1));
  expect(found[2000]).toMatchObject({ seq: 2001, previous: 'mac 2000' });
});

/** Required in OCSF 1.5.0 of every event, and of the classes that are used. */
const always = ['activity_id', 'category_uid', 'class_uid', 'metadata', 'severity_id', 'time', 'type_uid'];
const required: Readonly<Record<number, readonly string[]>> = {
  6003: ['actor', 'api', 'src_endpoint'],
  3005: ['privileges', 'user'],
  3004: ['entity'],
};

test.each(auditEvents)('%s as an OCSF event has what its class requires', (event) => {
  for (const entry of [{ ...whole, event }, { event }]) {
    const text = entryText(entry, '2026-03-02T12:00:00.000Z');
    const facts = { seq: 7, at: '2026-03-02T12:00:00.000Z', text, mac: 'm', previous: 'p', version: '0.1.0' };
    // biome-ignore lint/suspicious/noExplicitAny: JSON of any shape
    const found = ocsfEvent({ ...facts, entry: readEntry(text) }) as any;
    expect(Object.keys(found)).toEqual(expect.arrayContaining([...always, ...required[found.class_uid]!]));
    expect(found).toMatchObject({
      category_uid: Math.floor(found.class_uid / 1000),
      type_uid: found.class_uid * 100 + found.activity_id,
      time: noon,
      metadata: { version: '1.5.0', product: { name: 'xdr-chatops' }, sequence: 7, uid: '7' },
      unmapped: { mac: 'm', previous: 'p' },
    });
    if (found.class_uid === 6003) expect(found.api.operation).toEqual(expect.any(String));
  }
});

test('an action as an OCSF event', () => {
  const text = entryText(whole, '2026-03-02T12:00:00.000Z');
  const event = ocsfEvent({
    seq: 7,
    at: '2026-03-02T12:00:00.000Z',
    entry: readEntry(text),
    text,
    mac: 'm',
    previous: 'p',
    version: '0.1.0',
  });
  expect(event).toMatchInlineSnapshot(`
{
  "activity_id": 3,
  "actor": {
    "app_name": "xdr-chatops",
    "app_uid": "client-1",
    "user": {
      "display_name": "Anna",
      "name": "Anna",
      "org": {
        "uid": "T1",
      },
      "type": "slack",
      "uid": "U1",
      "uid_alt": "anna",
    },
  },
  "api": {
    "operation": "block",
    "request": {
      "uid": "r-1",
    },
    "service": {
      "name": "Firewall",
      "uid": "m-1",
    },
  },
  "category_uid": 6,
  "class_uid": 6003,
  "dst_endpoint": {
    "svc_name": "Cisco XDR",
  },
  "message": "Executing by Anna: Block at the edge: ip 45.83.10.7",
  "metadata": {
    "correlation_uid": "r-1",
    "event_code": "action.executing",
    "log_name": "audit",
    "product": {
      "name": "xdr-chatops",
      "vendor_name": "xdr-chatops",
      "version": "0.1.0",
    },
    "sequence": 7,
    "uid": "7",
    "version": "1.5.0",
  },
  "observables": [
    {
      "name": "resources.name",
      "type": "IP Address",
      "type_id": 2,
      "value": "45.83.10.7",
    },
  ],
  "resources": [
    {
      "data": {
        "id": "block",
        "module": "Firewall",
        "moduleId": "m-1",
        "title": "Block at the edge",
        "url": "/respond/trigger/x",
      },
      "name": "45.83.10.7",
      "type": "ip",
    },
  ],
  "severity_id": 2,
  "src_endpoint": {
    "svc_name": "slack",
    "uid": "C1",
  },
  "status_detail": "sent",
  "status_id": 1,
  "time": 1772452800000,
  "type_uid": 600303,
  "unmapped": {
    "details": {
      "attempt": 1,
      "by": "hand",
      "late": false,
    },
    "dry_run": true,
    "event": "action.executing",
    "mac": "m",
    "place": {
      "channel": "C1",
      "platform": "slack",
      "thread": "1.2",
      "workspace": "T1",
    },
    "previous": "p",
    "reason": "seen in the incident",
    "reference": "K7PXR3",
  },
}
`);
});

test('a grant and a setting as OCSF events', () => {
  const event = (details: Record<string, string>, name: 'permission.revoked' | 'setting.changed') => {
    const text = entryText({ event: name, details }, '2026-03-02T12:00:00.000Z');
    const facts = { seq: 7, at: '2026-03-02T12:00:00.000Z', text, mac: 'm', previous: 'p', version: '0.1.0' };
    return ocsfEvent({ ...facts, entry: readEntry(text) });
  };
  expect(event({ role: 'approvers', platform: 'slack', id: 'U2' }, 'permission.revoked')).toMatchObject({
    type_uid: 300502,
    privileges: ['approvers'],
    user: { uid: 'U2', type: 'slack' },
  });
  expect(event({ setting: 'watch', from: 'off', to: 'all' }, 'setting.changed')).toMatchObject({
    type_uid: 300403,
    entity: { name: 'watch', data: { value: 'off' } },
    entity_result: { name: 'watch', data: { value: 'all' } },
  });
});
