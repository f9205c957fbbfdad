import type { KeyObject } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { parseArgs, types } from 'node:util';
import { auditKey, type Link } from './audit/chain.ts';
import { type ExportForm, exportAudit, exportForms } from './audit/export.ts';
import { anchorWords, tellVerification } from './audit/verification-words.ts';
import { verifyAudit } from './audit/verify.ts';
import { printable } from './cards/outside-text.ts';
import { type Environment, exitConfig, tellProblems } from './config.ts';
import { Failure } from './failure.ts';
import { silentLog } from './log.ts';
import { settings } from './settings.ts';
import { openDatabase } from './store/database.ts';
import { readSecret } from './store/secret.ts';

export type AuditCommandParts = Readonly<{
  environment: Environment;
  stdout: Writable;
  stderr: Writable;
  /** Of this program. */
  version: string;
}>;

const exitCodes = { intact: 0, tampered: 1, usage: 2, unavailable: 69, configuration: exitConfig } as const;

const usage = `Usage: npx xdr-chatops audit verify [--anchor <number>:<mac>]…
       npx xdr-chatops audit export [jsonl | ocsf] [--since <date>]

  verify   proves that the audit is what the bot wrote, and that each anchor (from “audit head” lines of the bot's log,
           or the audit's channel) is still in it
  export   writes the audit to standard output, a line of JSON for each entry; --since 2026-01-31 leaves out what was
           before

Uses DATABASE_URL, or DATA_DIR while the bot is stopped; and CHATOPS_SECRET, or the secret kept in DATA_DIR.

Exit codes: 0 intact or done, 1 tampered with, 2 usage, 69 the database cannot be used, 78 configuration.`;

type Wish =
  | Readonly<{ verb: 'verify'; anchors: readonly Link[] }>
  | Readonly<{ verb: 'export'; form: ExportForm; since?: Date }>;

/**
 * `xdr-chatops audit …` at a terminal, with the words after `audit`: needs the bot's database and secret, neither XDR nor a
 * chat platform. Resolves with the exit code when all is written.
 */
export async function runAudit(words: readonly string[], parts: AuditCommandParts): Promise<number> {
  const { stdout, stderr } = parts;
  for (const out of [stdout, stderr]) out.on('error', () => {}); // whoever read us has gone
  const wish = readWish(words);
  if (wish === 'help') return end(stdout, usage, exitCodes.intact);
  if ('problem' in wish) return end(stderr, `${printable(wish.problem)}\n\n${usage}`, exitCodes.usage);
  const store = await findStore(parts.environment);
  if ('problem' in store) return end(stderr, store.problem, exitCodes.configuration);
  try {
    const database = await openDatabase({ ...store, log: silentLog });
    try {
      if (wish.verb === 'verify') {
        const verification = await verifyAudit(database.query, store.key, { anchors: wish.anchors });
        const { word, sentence, more } = tellVerification(verification, wish.anchors.length);
        const told = [`${word}: ${sentence}`, ...more].join('\n');
        return verification.ok ? end(stdout, told, exitCodes.intact) : end(stderr, told, exitCodes.tampered);
      }
      await writeLines(stdout, exportAudit(database.query, { ...wish, version: parts.version }));
      return exitCodes.intact;
    } finally {
      await database.close();
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const instead = store.url
      ? ''
      : '\nWhile the bot runs it has its database for itself: stop it, or ask it in the chat: /xdr audit verify.';
    return end(stderr, `${printable(error.message)}${instead}`, exitCodes.unavailable);
  }
}

function readWish(words: readonly string[]): Wish | 'help' | Readonly<{ problem: string }> {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        anchor: { type: 'string', multiple: true, default: [] },
        since: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    const [verb, form = 'jsonl', ...more] = positionals;
    if (verb === 'verify' && positionals.length === 1 && values.since === undefined) return readAnchors(values.anchor);
    if (verb !== 'export' || more.length > 0 || values.anchor.length > 0)
      return { problem: verb ? 'That is not a command about the audit.' : 'What about the audit?' };
    const known = exportForms.find((one) => one === form);
    if (!known) return { problem: `“${form}” is not a form of export: jsonl or ocsf.` };
    if (values.since === undefined) return { verb, form: known };
    const since = new Date(values.since);
    return /^\d{4}-\d\d-\d\d/.test(values.since) && !Number.isNaN(since.getTime())
      ? { verb, form: known, since }
      : { problem: `“${values.since}” is not a date such as 2026-01-31 or 2026-01-31T09:15:00Z.` };
  } catch (error) {
    return { problem: types.isNativeError(error) ? error.message : 'That cannot be read.' };
  }
}

function readAnchors(given: readonly string[]): Wish | Readonly<{ problem: string }> {
  const anchors: Link[] = [];
  for (const words of given) {
    const [, seq, mac] = /^([1-9]\d{0,14}):([\w-]{43})$/.exec(words) ?? [];
    if (!seq || !mac) {
      const example = anchorWords({ seq: 120, mac: 'q0…' });
      return { problem: `“${words}” is not an anchor: a number, a colon and the 43 characters of a MAC (${example}).` };
    }
    anchors.push({ seq: Number(seq), mac });
  }
  return { verb: 'verify', anchors };
}

type Store = Readonly<{ url: string | undefined; dataDir: string; key: KeyObject }>;

/** Where the bot keeps its audit, and its key. Makes neither: with a new secret every entry would look forged. */
async function findStore(environment: Environment): Promise<Store | Readonly<{ problem: string }>> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const read = settings.pick({ DATABASE_URL: true, DATA_DIR: true, CHATOPS_SECRET: true }).safeParse(given);
  if (!read.success)
    return {
      problem: tellProblems(
        read.error.issues.map(({ path, message }) => ({ setting: String(path[0]), problem: message })),
      ),
    };
  const { DATABASE_URL: url, DATA_DIR: dataDir, CHATOPS_SECRET } = read.data;
  if (!url && !(await exists(join(dataDir, 'postgres'))))
    return {
      problem: `There is no database in ${printable(dataDir)}: set DATA_DIR or DATABASE_URL as the bot has it.`,
    };
  try {
    const secret = CHATOPS_SECRET ?? (url ? undefined : await readSecret(dataDir));
    if (secret) return { url, dataDir, key: auditKey(secret) };
  } catch (error) {
    return { problem: error instanceof Failure ? printable(error.message) : 'The secret in DATA_DIR cannot be read.' };
  }
  return {
    problem: url
      ? 'CHATOPS_SECRET is missing: set the one that the bot has.'
      : `There is no secret in ${printable(dataDir)}: set DATA_DIR or CHATOPS_SECRET as the bot has it.`,
  };
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Resolves when the stream took it, also when nobody reads any more. */
const written = (out: Writable, words: string): Promise<void> =>
  new Promise((resolve) => {
    if (out.destroyed || out.writableEnded) resolve();
    else out.write(words, () => resolve());
  });

async function end(out: Writable, words: string, code: number): Promise<number> {
  await written(out, `${words}\n`);
  return code;
}

/** Some thousand characters with one write; stops when nobody reads any more. */
async function writeLines(out: Writable, lines: AsyncIterable<string>): Promise<void> {
  let waiting = '';
  for await (const line of lines) {
    waiting += `${line}\n`;
    if (waiting.length < 65_536) continue;
    await written(out, waiting);
    waiting = '';
    if (out.destroyed) return;
  }
  if (waiting) await written(out, waiting);
}
