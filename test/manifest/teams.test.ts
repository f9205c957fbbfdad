import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { AppManifestUtils, type TeamsManifestV1D19 } from '@microsoft/app-manifest';
import formats from 'ajv-formats';
import { packTeams, readTeams, renderTeamsManifest } from '../../manifest/pack-teams.ts';
import { createZip } from '../../manifest/zip.ts';
import { readPng } from '../support/read-png.ts';

type Manifest = TeamsManifestV1D19.TeamsManifestV1D19;

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file));
const schemaFile = path.resolve(root, '..', 'shared/reference/schemas/teams-app-manifest.1.19.schema.json');
const app = '6f9619ff-8b86-d011-b42d-00cf4fc964ff';
const bot = '0ea2c1a4-3f4d-4d8e-8c5b-5d3c1f0b7a11';
const entra = '7d1f3c0e-92b5-4a86-9e3d-2b6c8f0a4d55';
const site = 'https://wiki.example/xdr';
const manifest: Manifest = JSON.parse(renderTeamsManifest({ app, bot, entra, site }));

if (!existsSync(schemaFile)) console.log('skipped: the published manifest schema is not here');

describe('the manifest', () => {
  test('is one that Teams takes', async () => {
    expect(await AppManifestUtils.validateAgainstSchema(manifest)).toEqual([]);
    expect(await AppManifestUtils.validateAgainstSchema({ ...manifest, id: 'x' })).not.toEqual([]);
  });

  test('is valid by the published schema', () => {
    if (!existsSync(schemaFile)) return;
    const Ajv = createRequire(createRequire(import.meta.url).resolve('@microsoft/app-manifest'))(
      'ajv-draft-04',
    ).default;
    const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
    formats.default(ajv);
    const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));
    validate(manifest);
    expect(validate.errors ?? []).toEqual([]);
  });

  test('has the ids in their places, the version of the package, and no place left empty', () => {
    expect(manifest).toMatchObject({ id: app, webApplicationInfo: { id: entra }, developer: { privacyUrl: site } });
    expect([manifest.bots?.[0]?.botId, manifest.composeExtensions?.[0]?.botId]).toEqual([bot, bot]);
    expect(manifest.version).toBe(JSON.parse(read('package.json').toString()).version);
    expect(JSON.stringify(manifest)).not.toContain('{{');
  });

  test('offers commands of the README, in every conversation', () => {
    const documented = read('README.md')
      .toString()
      .split('\n')
      .flatMap((line) => /^\| `([a-z-]+)[ `].*\| (?:readers|analysts|responders|admins) \|/.exec(line)?.[1] ?? []);
    expect(documented).toContain('enrich');
    const lists = manifest.bots?.[0]?.commandLists ?? [];
    expect(lists.flatMap(({ scopes }) => scopes).sort()).toEqual([...manifest.bots![0]!.scopes].sort());
    for (const { commands } of lists) {
      // Teams takes ten at most; the others stand in `help`.
      const titles = commands.map(({ title }) => title);
      expect(titles.length).toBeLessThanOrEqual(10);
      expect(titles).toEqual(expect.arrayContaining(['enrich', 'details', 'respond', 'incidents', 'status', 'help']));
      expect(titles.filter((title) => !documented.includes(title))).toEqual([]);
      for (const { title, description } of commands) {
        // Teams' own limits are wider; what is longer is cut in the list.
        expect([title, title.length <= 32, (description ?? '').length <= 64]).toEqual([title, true, true]);
      }
    }
  });

  test('asks for nothing beyond what is read', () => {
    expect(manifest.authorization?.permissions?.resourceSpecific).toEqual([
      { name: 'ChannelMessage.Read.Group', type: 'Application' },
      { name: 'ChatMessage.Read.Chat', type: 'Application' },
    ]);
    expect([manifest.validDomains, manifest.bots?.[0]?.supportsFiles, manifest.devicePermissions]).toEqual([
      [],
      true, // to send them: without it Teams shows no question for a file
      undefined,
    ]);
    expect(manifest.description.full).toMatch(/Not a Cisco product/);
    expect(manifest.composeExtensions?.[0]?.commands?.map(({ id, type, context }) => [id, type, context])).toEqual([
      ['check', 'query', ['compose', 'commandBox']],
      ['checkMessage', 'action', ['message']],
      ['addToIncident', 'action', ['message']],
    ]);
    // With neither parameters nor a dialog to fetch, Teams sends the action at once.
    const add = manifest.composeExtensions?.[0]?.commands?.at(-1);
    expect([add?.fetchTask, add?.parameters]).toEqual([false, undefined]);
  });
});

describe('the icons', () => {
  test.each([
    ['color', 192],
    ['outline', 32],
  ])('%s.png is square, %i pixels wide', (name, size) => {
    const { width, height } = readPng(read(`manifest/teams/${name}.png`));
    expect([width, height]).toEqual([size, size]);
  });

  test('the outline is white on nothing', () => {
    const { pixels } = readPng(read('manifest/teams/outline.png'));
    const seen = pixels.filter(({ alpha }) => alpha > 0);
    expect(new Set(seen.map(({ red, green, blue }) => `${red},${green},${blue}`))).toEqual(new Set(['255,255,255']));
    expect(pixels.filter(({ alpha }) => alpha === 0).length).toBeGreaterThan(pixels.length / 2);
    expect(seen.filter(({ alpha }) => alpha === 255).length).toBeGreaterThan(50);
  });

  test('the coloured one is solid, and its symbol stays in the middle 120 pixels, which Teams never cuts', () => {
    const { pixels, width } = readPng(read('manifest/teams/color.png'));
    const [first] = pixels;
    expect(pixels.every(({ alpha }) => alpha === 255)).toBe(true);
    const drawn = pixels.flatMap((pixel, i) =>
      pixel.red === first!.red && pixel.green === first!.green ? [] : [[i % width, Math.floor(i / width)]],
    );
    expect(drawn.length).toBeGreaterThan(1000);
    for (const side of [0, 1]) {
      const places = drawn.map((place) => place[side]!);
      expect([places.reduce((a, b) => Math.min(a, b)) >= 36, places.reduce((a, b) => Math.max(a, b)) < 156]).toEqual([
        true,
        true,
      ]);
    }
  });
});

describe('the package', () => {
  const zip = packTeams({ app, bot, entra, site });

  test('holds the manifest and both icons at its top, whole', () => {
    const files = readZip(zip);
    expect([...files.keys()]).toEqual(['manifest.json', 'color.png', 'outline.png']);
    expect(JSON.parse(files.get('manifest.json')!.toString())).toEqual(manifest);
    for (const icon of Object.values(manifest.icons)) expect(files.get(icon)).toEqual(read(`manifest/teams/${icon}`));
  });

  test('is the same each time, byte for byte', () => {
    expect(packTeams({ app, bot, entra, site })).toEqual(zip);
  });

  test.each([
    ['nothing', []],
    ['an empty file', [{ name: 'empty', content: Buffer.alloc(0) }]],
    ['any bytes', [{ name: 'bytes.bin', content: Buffer.from(Array.from({ length: 70_000 }, (_, i) => i % 251)) }]],
  ])('an archive of %s is read back as it was', (_, files) => {
    expect([...readZip(createZip(files))]).toEqual(files.map(({ name, content }) => [name, content]));
  });

  const unzip = ['/usr/bin/unzip', '/bin/unzip'].find(existsSync);
  const named = unzip ? 'another program unpacks it' : 'another program unpacks it (skipped: no unzip here)';
  test(named, () => {
    if (!unzip) return;
    const folder = mkdtempSync(path.join(tmpdir(), 'teams-package-'));
    const print = path.join(root, 'manifest/print.ts');
    const run = spawnSync(process.execPath, [print, '--teams', app, '--out', 'app.zip'], { cwd: folder });
    const tested = execFileSync(unzip, ['-t', 'app.zip'], { cwd: folder, encoding: 'utf8' });
    execFileSync(unzip, ['-q', 'app.zip', 'color.png'], { cwd: folder });
    const color = readFileSync(path.join(folder, 'color.png'));
    rmSync(folder, { recursive: true });
    expect([run.stdout.toString(), run.status]).toEqual(['app.zip\n', 0]);
    expect(tested).toContain('No errors detected');
    expect(color).toEqual(read('manifest/teams/color.png'));
  });
});

describe('npm run manifest', () => {
  const out = 'xdr-chatops-teams.zip';
  const none = 'https://www.example.org/';
  test.each<[string[], ReturnType<typeof readTeams>]>([
    [['--teams', app], { app, bot: app, entra: app, site: none, out }],
    [['--teams', app.toUpperCase()], { app, bot: app, entra: app, site: none, out }],
    [['--teams', app, '--bot', bot], { app, bot, entra: bot, site: none, out }],
    [['--teams', app, '--bot', bot, '--entra', entra], { app, bot, entra, site: none, out }],
    [['--bot', bot, '--out', 'a.zip', '--teams', app, '--site', site], { app, bot, entra: bot, site, out: 'a.zip' }],
    [['--teams', 'xdr'], expect.stringContaining('--teams needs the id')],
    [['--teams'], expect.stringContaining('--teams needs a value')],
    [['--teams', '--bot', bot], expect.stringContaining('--teams needs a value')],
    [['--bot', bot], expect.stringContaining('--teams needs the id')],
    [['--teams', app, '--bot', `${bot}0`], expect.stringContaining('--bot needs the id')],
    [['--teams', app, '--entra', 'x'], expect.stringContaining('--entra needs the id')],
    [['--teams', app, '--site', 'http://wiki.example'], expect.stringContaining('--site needs')],
    [['--teams', app, '--site', 'wiki'], expect.stringContaining('--site needs')],
    [['--teams', app, '--teams', bot], expect.stringContaining('twice')],
    [['--teams', app, '--socket'], expect.stringContaining('no --socket')],
  ])('%j is read', (words, asked) => {
    expect(readTeams(words)).toEqual(asked);
  });

  test('what the installation page tells to type is understood', () => {
    const page = read('docs/install-teams.md').toString();
    const lines = [...page.matchAll(/^ {4}npm run manifest -- (.+)$/gm)].map(([, words]) => words!);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      const words = line.replace('<app id>', app).replace('<bot id>', bot).replace('<registration>', entra).split(' ');
      expect([line, readTeams(words)]).toEqual([line, expect.objectContaining({ app })]);
    }
  });

  test('a wrong id ends with a sentence and the usage, and writes nothing', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'teams-package-'));
    const run = spawnSync(process.execPath, [path.join(root, 'manifest/print.ts'), '--teams', 'x'], { cwd: folder });
    const written = existsSync(path.join(folder, out));
    rmSync(folder, { recursive: true });
    expect([run.status, written, run.stdout.toString()]).toEqual([2, false, '']);
    expect(run.stderr.toString()).toMatch(/^--teams needs the id[\s\S]*Usage:/);
  });
});

/** The files that the archive's own directory names, each checked against its local header and its checksum. */
function readZip(zip: Buffer): Map<string, Buffer> {
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(0x06054b50);
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    expect(zip.readUInt32LE(at)).toBe(0x02014b50);
    const [sum, size, length] = [zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 24), zip.readUInt16LE(at + 28)];
    const name = zip.toString('ascii', at + 46, at + 46 + length);
    const local = zip.readUInt32LE(at + 42);
    expect(zip.readUInt32LE(local)).toBe(0x04034b50);
    expect(zip.subarray(local + 4, local + 28)).toEqual(zip.subarray(at + 6, at + 30));
    const content = zip.subarray(local + 30 + length, local + 30 + length + size);
    expect([name, crc32(content)]).toEqual([name, sum]);
    files.set(name, content);
    at += 46 + length;
  }
  expect(at).toBe(end);
  return files;
}
