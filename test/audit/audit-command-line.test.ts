import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createAudit } from '../../src/audit/audit-log.ts';
import { auditKey } from '../../src/audit/chain.ts';
import { runAudit } from '../../src/audit-command-line.ts';
import { silentLog } from '../../src/log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { readOrMakeSecret, readSecret } from '../../src/store/secret.ts';
import { dataDirectory, emptyDirectory, removeDirectories } from '../support/database.ts';
import { describePostgres, postgresUrl } from '../support/databases.ts';
import { endProcesses, startProcess } from '../support/process.ts';
import { noon, whole } from './support/entries.ts';

const CHATOPS_SECRET = Buffer.alloc(32, 7).toString('base64');

/** Three entries; resolves with their head, as an anchor. */
async function fill(database: Database, secret: Buffer): Promise<string> {
  const audit = createAudit({ database, key: auditKey(secret), now: () => noon });
  for (let one = 0; one < 3; one += 1) await audit.note({ ...whole, request: `r-${one}` });
  const [head] = await database.query('select seq, mac from audit_head');
  return `${head!['seq']}:${head!['mac']}`;
}

let dataDir: string;
let anchor: string;
beforeAll(async () => {
  dataDir = await dataDirectory();
  const database = await openDatabase({ dataDir, log: silentLog });
  anchor = await fill(database, await readOrMakeSecret(dataDir));
  await database.close();
}, 60_000);
afterAll(async () => {
  endProcesses();
  await removeDirectories();
});

async function run(words: readonly string[], environment: Record<string, string> = { DATA_DIR: dataDir }) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = { out: '', err: '' };
  stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const code = await runAudit(words, { environment, stdout, stderr, version: '0.1.0' });
  return { code, ...said };
}

const linesOf = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const other = `4:${'x'.repeat(43)}`;

test('an embedded audit is proven and exported with the secret beside it, neither XDR nor a platform set up', async () => {
  const wrong = { DATA_DIR: dataDir, XDR_REGION: 'mars', SLACK_BOT_TOKEN: 'nonsense', LOG_LEVEL: '' };
  const proven = await run(['verify', '--anchor', anchor], wrong);
  expect(proven).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Intact: 3 entries') });
  expect(proven.out).toContain('1 anchor found');
  const { code, out } = await run(['export']);
  expect(code).toBe(0);
  expect(linesOf(out).map(({ request }) => request)).toEqual(['r-0', 'r-1', 'r-2']);
}, 60_000);

describePostgres('on PostgreSQL', () => {
  let database: Database;
  let environment: Record<string, string>;
  beforeAll(async () => {
    const DATABASE_URL = await postgresUrl();
    database = await openDatabase({ url: DATABASE_URL, dataDir: '', log: silentLog });
    anchor = await fill(database, Buffer.from(CHATOPS_SECRET, 'base64'));
    environment = { DATABASE_URL, CHATOPS_SECRET };
  }, 60_000);
  afterAll(() => database.close());

  test('it is proven while the bot runs; what an anchor contradicts, or another secret does not prove, is 1', async () => {
    const proven = await run(['verify'], environment);
    expect(proven).toMatchObject({ code: 0, err: '', out: expect.stringContaining('No anchor was given') });
    const cut = await run(['verify', '--anchor', anchor, '--anchor', other], environment);
    expect(cut).toMatchObject({ code: 1, out: '' });
    expect(cut.err).toContain('Tampered: the last entry is 3, but an anchor knows 4');
    const wrong = await run(['verify'], { ...environment, CHATOPS_SECRET: Buffer.alloc(32, 8).toString('base64') });
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('If CHATOPS_SECRET was changed') });
  });

  test('it is exported as JSON and as OCSF, from a date on too', async () => {
    const late = await run(['export', 'jsonl', '--since', '2026-03-03'], environment);
    expect(late).toEqual({ code: 0, out: '', err: '' });
    const ocsf = await run(['export', 'ocsf', '--since', '2026-03-02'], environment);
    expect(linesOf(ocsf.out).map((line) => line['class_uid'])).toEqual([6003, 6003, 6003]);
  });
});

test.each([
  [[], 'What about the audit?'],
  [['nonsense'], 'not a command'],
  [['verify', 'more'], 'not a command'],
  [['verify', '--since', '2026-03-03'], 'not a command'],
  [['verify', '--anchor', '3'], 'not an anchor'],
  [['verify', '--anchor', `0:${'x'.repeat(43)}`], 'not an anchor'],
  [['export', 'csv'], 'not a form of export'],
  [['export', '--since', 'yesterday'], 'not a date'],
  [['export', '--anchor', other], 'not a command'],
  [['verify', '--nope'], '--nope'],
])('%j is 2, with the usage', async (words, problem) => {
  const { code, out, err } = await run(words);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(problem);
  expect(err).toContain('Usage: npx xdr-chatops audit verify');
});

test('what it needs and has not is told with 78, and nothing is made', async () => {
  const empty = await emptyDirectory();
  expect(await run(['verify'], { DATA_DIR: empty })).toMatchObject({
    code: 78,
    err: expect.stringContaining('no database'),
  });
  const noSecret = await dataDirectory();
  expect(await run(['verify'], { DATA_DIR: noSecret })).toMatchObject({
    code: 78,
    err: expect.stringContaining('no secret'),
  });
  expect(await readSecret(noSecret)).toBeUndefined();
  await writeFile(join(noSecret, 'secret'), 'short');
  expect(await run(['verify'], { DATA_DIR: noSecret })).toMatchObject({
    code: 78,
    err: expect.stringContaining('damaged'),
  });
  await rm(join(noSecret, 'secret'));
  const url = { DATABASE_URL: 'postgresql://127.0.0.1:1/x' };
  expect(await run(['verify'], url)).toMatchObject({
    code: 78,
    err: expect.stringContaining('CHATOPS_SECRET is missing'),
  });
  const short = await run(['verify'], { ...url, CHATOPS_SECRET: 'c2hvcnQ=' });
  expect(short).toMatchObject({ code: 78, err: expect.stringContaining('CHATOPS_SECRET must be at least 32') });
  expect(short.err).not.toContain('c2hvcnQ=');
});

test('a database that cannot be used is 69; one that the bot has is told what to do', async () => {
  const database = await openDatabase({ dataDir, log: silentLog });
  const { code, err } = await run(['verify']);
  await database.close();
  expect(code).toBe(69);
  expect(err).toContain('is in use by another xdr-chatops process');
  expect(err).toContain('stop it, or ask it in the chat: /xdr audit verify');
  const gone = await run(['verify'], { DATABASE_URL: 'postgresql://u:hunter2@127.0.0.1:1/x', CHATOPS_SECRET });
  expect(gone).toMatchObject({ code: 69, out: '' });
  expect(gone.err).not.toContain('hunter2');
}, 60_000);

test('it is reached as npx xdr-chatops audit, and whoever stops reading stops it', async () => {
  const script = fileURLToPath(new URL('../../bin/xdr-chatops.mjs', import.meta.url));
  const verified = startProcess({ DATA_DIR: dataDir }, script, ['audit', 'verify', '--anchor', other]);
  expect(await verified.ended).toBe(1);
  expect(verified.output()).toContain('Tampered: the last entry is 3');
  const help = startProcess({ DATA_DIR: dataDir }, script, ['audit', '--help']);
  expect(await help.ended).toBe(0);
  const exported = startProcess({ DATA_DIR: dataDir }, script, ['audit', 'export']);
  exported.child.stdout?.destroy();
  expect(await exported.ended).toBe(0);
}, 60_000);
