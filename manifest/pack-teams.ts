import { readFileSync } from 'node:fs';
import { createZip, type ZipFile } from './zip.ts';

/**
 * What a Teams app package is made for. `app`: id of the app in Teams' catalogue, `bot`: id of the bot (`MicrosoftAppId`),
 * `entra`: the app registration that consent is given to, all UUIDs in lower case. It is the bot's own, but for a managed
 * identity, which has none (https://github.com/MicrosoftDocs/msteams-docs/issues/14285). `site`: the https page that Teams
 * links under the app's name.
 */
export type TeamsApp = Readonly<{ app: string; bot: string; entra: string; site: string }>;

/** Where nothing better is given: a page that says it is an example (RFC 2606), never somebody else's. */
const noSite = 'https://www.example.org/';
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const read = (file: string): Buffer => readFileSync(new URL(file, import.meta.url));

/**
 * Reads `--teams <app id> [--bot <bot id>] [--entra <registration>] [--site https://wiki.example/xdr] [--out app.zip]`; what
 * is not given has the id before it. A text is the sentence that says what is wrong.
 */
export function readTeams(words: readonly string[]): Readonly<TeamsApp & { out: string }> | string {
  const said = new Map<string, string>();
  for (let i = 0; i < words.length; i += 2) {
    const [flag, value] = [words[i]!, words[i + 1]];
    if (!['--teams', '--bot', '--entra', '--site', '--out'].includes(flag)) return `There is no ${flag} here.`;
    if (said.has(flag)) return `${flag} is given twice.`;
    if (value === undefined || value === '' || value.startsWith('--')) return `${flag} needs a value.`;
    said.set(flag, value);
  }
  const app = said.get('--teams')?.toLowerCase() ?? '';
  const bot = said.get('--bot')?.toLowerCase() ?? app;
  const entra = said.get('--entra')?.toLowerCase() ?? bot;
  const site = said.get('--site') ?? noSite;
  if (!uuid.test(app)) return '--teams needs the id of the app, a UUID such as 00000000-0000-0000-0000-000000000000.';
  if (!uuid.test(bot)) return '--bot needs the id of the bot (MicrosoftAppId), which is a UUID.';
  if (!uuid.test(entra)) return '--entra needs the id of an app registration in Microsoft Entra, which is a UUID.';
  if (!URL.canParse(site) || new URL(site).protocol !== 'https:')
    return '--site needs an address that begins with https.';
  return { app, bot, entra, site: new URL(site).href, out: said.get('--out') ?? 'xdr-chatops-teams.zip' };
}

/** The app's manifest with its ids, as JSON. */
export function renderTeamsManifest({ app, bot, entra, site }: TeamsApp): string {
  const { version } = JSON.parse(read('../package.json').toString()) as { version: string };
  const filled: Readonly<Record<string, string>> = {
    APP_ID: app,
    BOT_ID: bot,
    ENTRA_ID: entra,
    SITE: site,
    VERSION: version,
  };
  return read('teams/manifest.json')
    .toString()
    .replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => filled[name] ?? whole);
}

/** The files of the package; Teams wants them at its top, without a folder. */
export function teamsPackage(app: TeamsApp): readonly ZipFile[] {
  return [
    { name: 'manifest.json', content: Buffer.from(renderTeamsManifest(app)) },
    { name: 'color.png', content: read('teams/color.png') },
    { name: 'outline.png', content: read('teams/outline.png') },
  ];
}

/** The package to upload. */
export const packTeams = (app: TeamsApp): Buffer => createZip(teamsPackage(app));
