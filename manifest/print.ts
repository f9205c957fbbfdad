import { readFileSync, writeFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { packTeams, readTeams } from './pack-teams.ts';

/** How Slack reaches the bot: over the bot's own connection, or at a public address. */
export type Way = Readonly<{ way: 'socket' } | { way: 'http'; address: string }>;

/** The manifest to paste, as YAML with its comments. */
export function renderManifest(way: Way): string {
  const manifest = parseDocument(readFileSync(new URL('slack.yaml', import.meta.url), 'utf8'));
  if (way.way === 'http') {
    const address = new URL('/slack/events', way.address).href;
    manifest.setIn(['settings', 'socket_mode_enabled'], false);
    manifest.setIn(['settings', 'event_subscriptions', 'request_url'], address);
    manifest.setIn(['settings', 'interactivity', 'request_url'], address);
    manifest.setIn(['features', 'slash_commands', 0, 'url'], address);
  }
  return manifest.toString({ lineWidth: 0 });
}

/** Reads `--socket` or `--http https://bot.example`; undefined when it is neither. */
export function readWay(words: readonly string[]): Way | undefined {
  const [flag, address, ...rest] = words;
  if (flag === '--socket' && address === undefined) return { way: 'socket' };
  if (flag !== '--http' || address === undefined || rest.length > 0 || !URL.canParse(address)) return undefined;
  return new URL(address).protocol === 'https:' ? { way: 'http', address } : undefined;
}

const usage = `Usage:
  npm run manifest -- --socket                     Slack over Socket Mode: no public address needed
  npm run manifest -- --http https://bot.example   Slack over HTTP, at that address
  npm run manifest -- --teams <app id> [--bot <bot id>] [--entra <id>] [--site <https address>] [--out <file>]
                                                   the app package for Teams, a zip to upload. The ids are UUIDs.
                                                   --bot: the bot's, if the app's is another; --entra: the app
                                                   registration beside a managed identity; --site: the page that Teams
                                                   links as the app's site, privacy statement and terms
`;

/** Says what is wrong, and how it is meant. */
function refuse(fault = ''): void {
  process.stderr.write(`${fault && `${fault}\n\n`}${usage}`);
  process.exitCode = 2;
}

function writeTeams(words: readonly string[]): void {
  const asked = readTeams(words);
  if (typeof asked === 'string') {
    refuse(asked);
    return;
  }
  writeFileSync(asked.out, packTeams(asked));
  process.stdout.write(`${asked.out}\n`);
}

if (import.meta.main) {
  const words = process.argv.slice(2);
  const way = readWay(words);
  if (way) process.stdout.write(renderManifest(way));
  else if (words.includes('--teams')) writeTeams(words);
  else refuse();
}
