import { createAnchor } from '../../src/audit/anchor.ts';
import { createAudit } from '../../src/audit/audit-log.ts';
import { auditKey } from '../../src/audit/chain.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import type { Log, LogFacts } from '../../src/log.ts';
import type { Database } from '../../src/store/database.ts';
import { removeDirectories, testDatabase } from '../support/database.ts';
import { emptyAudit, key, noon, whole } from './support/entries.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(async () => {
  await database.close();
  await removeDirectories();
});
beforeEach(() => emptyAudit(database.query));

const audit = () => createAudit({ database, key, now: () => noon });
const head = async () => (await database.query('select seq, mac from audit_head'))[0]!;

function anchoring(parts: { own?: typeof key; now?: () => number; every?: number; refuses?: true } = {}) {
  const said: (LogFacts & { level: string; what: string })[] = [];
  const posted: { words: string; key: string }[] = [];
  const at = (level: string) => (facts: LogFacts, what: string) => void said.push({ level, what, ...facts });
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  const anchor = createAnchor({
    query: database.query,
    key: parts.own ?? key,
    log,
    now: parts.now ?? (() => noon),
    simulated: false,
    ...(parts.every ? { every: parts.every } : {}),
    post: async (card, postKey) => {
      if (parts.refuses) throw new Error('no room');
      posted.push({ words: plainText(card), key: postKey });
    },
  });
  return { anchor, said, posted };
}

test('the head is logged at start and stop, and posted once while it stays', async () => {
  await audit().note(whole);
  const { anchor, said, posted } = anchoring();
  await anchor.start();
  await anchor.stop();
  const { seq, mac } = await head();
  const line = { level: 'info', what: 'audit head', audit: { seq, mac } };
  expect(said).toEqual([line, line]);
  expect(posted).toMatchObject([{ key: `audit-head/1/${mac}`, words: expect.stringContaining(`--anchor 1:${mac}`) }]);
});

test('a head that moved is posted again, under the same key by every replica', async () => {
  await audit().note(whole);
  const [one, other] = [anchoring(), anchoring()];
  await one.anchor.start();
  await audit().note(whole);
  await one.anchor.stop();
  await other.anchor.start();
  await other.anchor.stop();
  expect(one.posted).toHaveLength(2);
  expect(other.posted.map((post) => post.key)).toEqual([one.posted[1]!.key]);
});

test('an empty audit is not anchored', async () => {
  const { anchor, said, posted } = anchoring();
  await anchor.start();
  await anchor.stop();
  expect([said, posted]).toEqual([[], []]);
});

test('it comes again at every full hour until it is stopped', async () => {
  await audit().note(whole);
  const { anchor, said } = anchoring({ every: 40, now: Date.now });
  await anchor.start();
  while (said.length < 3) await new Promise((done) => setTimeout(done, 10));
  await anchor.stop();
  const told = said.length;
  await new Promise((done) => setTimeout(done, 150));
  expect(said).toHaveLength(told);
});

test('a head that was not sealed with the key, or is gone, is no anchor but an alarm', async () => {
  await audit().note(whole);
  const { anchor, said, posted } = anchoring({ own: auditKey(Buffer.alloc(32, 2)) });
  await anchor.start();
  await database.query('delete from audit_head');
  await anchor.stop();
  expect(said).toMatchObject([
    { level: 'error', audit: { seq: 1 } },
    { level: 'error', audit: {} },
  ]);
  expect(posted).toEqual([]);
});

test('an audit that went back is an alarm', async () => {
  await audit().note(whole);
  const [old] = await database.query('select * from audit_head');
  await audit().note(whole);
  const { anchor, said } = anchoring();
  await anchor.start();
  await database.query('delete from audit where seq = 2');
  await database.query('update audit_head set seq = $1, mac = $2, seal = $3', [old!['seq'], old!['mac'], old!['seal']]);
  await anchor.stop();
  expect(said).toMatchObject([{ level: 'info' }, { level: 'error', before: { seq: 2 } }, { level: 'info' }]);
});

test('a post that fails is told, and tried again', async () => {
  await audit().note(whole);
  const { anchor, said } = anchoring({ refuses: true });
  await anchor.start();
  await anchor.stop();
  expect(said.filter(({ level }) => level === 'warn')).toHaveLength(2);
});
