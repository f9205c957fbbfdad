import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Query } from '../../../src/store/database.ts';
import { secretMark } from './played-request.ts';
import type { Stage } from './stage.ts';

/** In every writing in which it would still be found. */
const writings = [secretMark, Buffer.from(secretMark).toString('hex')];
const isIn = (text: string): boolean => writings.some((one) => text.includes(one));
/** What every request has in its name and is no secret: where this is not found either, nobody has looked. */
const harmless = 'c2-0';

/**
 * Listens from now on for what is given in secret. The function that it returns says where that stands though it should
 * not: in tables, in the files of the embedded database, in what the bot wrote, in what Slack got from it; and where it is
 * kept, encrypted, for what needs it no longer. Call it when the replicas are stopped.
 */
export function listenForLeaks(stage: Stage): () => Promise<readonly string[]> {
  const { wire, workspace, replicas, environment } = stage;
  /** The first time at each place. */
  const found = new Map<string, string>();
  let looked = false;
  const hear = (where: string, text: string) => {
    looked ||= text.includes(harmless);
    if (isIn(text) && !found.has(where)) found.set(where, `a secret in ${where}: ${around(text)}`);
  };
  wire.overhear((body) => hear('what Slack was sent', body));
  workspace.onChange((change) => hear('what a room was shown', JSON.stringify(change)));

  return async () => {
    // Also what one person alone was shown.
    for (const channel of workspace.channels.keys())
      hear('what a person was shown', JSON.stringify(workspace.messages(channel)));
    const problems = looked ? [] : ['nothing that Slack got was looked at'];
    looked = false;
    await stage.reading(async (query) => {
      for (const name of await tables(query))
        for (const { row } of await query<{ row: string }>(`select t::text as row from ${name} t`)) hear(name, row);
      const kept = await query<{ state: string | null }>(
        `select r.state from action_secrets s left join action_requests r on r.id = s.request
         where r.state is null or r.state not in ('confirmed', 'approved')`,
      );
      for (const { state } of kept) problems.push(`a secret is kept, encrypted, of what is ${state ?? 'gone'}`);
    });
    if (!looked) problems.push('no row was looked at');
    const words = replicas.map((replica) => replica.allWords()).join('\n');
    if (words.trim() === '') problems.push('nothing that the bot wrote was looked at');
    hear('what the bot wrote', words);
    for (const file of await filesIn(environment['DATA_DIR'] ?? '')) hear(file, await readFile(file, 'latin1'));
    return [...problems, ...found.values()];
  };
}

const tables = async (query: Query): Promise<readonly string[]> =>
  (
    await query<{ name: string }>(
      `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
       where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`,
    )
  ).map(({ name }) => name);

async function filesIn(directory: string): Promise<readonly string[]> {
  const all = await readdir(directory, { withFileTypes: true, recursive: true });
  return all.filter((one) => one.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

function around(text: string): string {
  const at = Math.max(...writings.map((one) => text.indexOf(one)));
  return text.slice(Math.max(0, at - 150), at + 50);
}
