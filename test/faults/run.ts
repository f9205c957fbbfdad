import { parseArgs } from 'node:util';
import { removeDirectories } from '../support/database.ts';
import { startPostgres } from '../support/postgres.ts';
import { endProcesses } from '../support/process.ts';
import { faults } from './faults.ts';
import { isGood, type Row } from './support/fault.ts';
import { headOfTable, lineOfTable } from './support/table.ts';

/**
 * `npm run test:faults [-- names… --kills 200 --short --database postgres]`: things go wrong around real processes of
 * the bot, against a simulated XDR and a pretended Slack that repeats what is not acknowledged. Prints a table and ends
 * with 1 when a message was lost or carded twice, or something else was not as it should be.
 *
 * Lost: acknowledged to Slack at some delivery, and when all is quiet neither a card that shows what the message holds
 * nor a reason for silence (deleted; nobody may post there any more). Every message holds a malicious name of its own,
 * so each must get its card. Doubled: a card too many: two at once, one posted again though nobody edited, one left
 * under a deleted message or outside its thread; also if it was taken back later.
 *
 * Not counted as lost, but told as "unacknowledged": what the bot never acknowledged and Slack gave up after its third
 * repetition. Slack repeats at once, after one and after five minutes; here after shorter times, so that outages can be
 * as short in proportion.
 *
 * The rows of `actions…` count requests for response actions, or for starts of workflows, in place of messages. Lost:
 * acknowledged to a person, and its card does not say how it ended (of a workflow: its run). Doubled: carried out twice, or
 * told on two cards. The delay is from a start of the bot to the end, on the card, of what was taken before.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { kills: { type: 'string' }, short: { type: 'boolean' }, database: { type: 'string' } },
  });
  const short = values.short ?? false;
  const kills = Number(values.kills ?? (short ? 3 : 200));
  const unknown = positionals.filter((name) => !faults.some((fault) => fault.name === name));
  if (unknown.length > 0) {
    console.error(`No fault ${unknown.join(', ')}; there are: ${faults.map(({ name }) => name).join(', ')}`);
    process.exitCode = 2;
    return;
  }
  const rows: Row[] = [];
  console.log(headOfTable);
  for (const fault of faults.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
    for (const kind of fault.databases) {
      if (values.database && values.database !== kind) continue;
      const server = kind === 'postgres' ? await startPostgres() : undefined;
      if (kind === 'postgres' && !server) {
        console.log(`${fault.name}: skipped on PostgreSQL, no server found`);
        continue;
      }
      try {
        for await (const row of fault.run({ server, short, kills })) {
          rows.push(row);
          console.log(lineOfTable(row));
        }
      } finally {
        endProcesses();
        await server?.close();
        await removeDirectories();
      }
    }
  }
  const bad = rows.filter((row) => !isGood(row));
  console.log(
    bad.length === 0 ? 'Nothing lost, nothing doubled.' : `${bad.length} of ${rows.length} rows are not good.`,
  );
  process.exitCode = bad.length === 0 ? 0 : 1;
}

await main();
