import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';

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
`;

if (import.meta.main) {
  const way = readWay(process.argv.slice(2));
  if (way) process.stdout.write(renderManifest(way));
  else {
    process.stderr.write(usage);
    process.exitCode = 2;
  }
}
