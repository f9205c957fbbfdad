import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** The direction of dependencies (docs/architecture.md), read from the sources themselves. */
const root = resolve(import.meta.dirname, '..');
const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));

type Import = Readonly<{ file: string; target: string; typeOnly: boolean }>;
const importsOf = (file: string): Import[] => {
  const source = readFileSync(join(root, file), 'utf8');
  return [...source.matchAll(/^(?:import|export)\s(?:(type)\s)?[^;'"]*?from\s+'([^']+)'|\bimport\('([^']+)'\)/gm)].map(
    ([, type, from, lazily]) => {
      const target = (from ?? lazily)!;
      return {
        file,
        target: target.startsWith('.') ? relative(root, resolve(root, dirname(file), target)) : target,
        typeOnly: type !== undefined,
      };
    },
  );
};
const src = filesIn('src');
const adapters = filesIn('adapters');
const demo = filesIn('demo');
const imports = [...src, ...adapters, ...demo].flatMap(importsOf);
const tell = (wrong: readonly Import[]) => wrong.map(({ file, target }) => `${file} → ${target}`);
const isPackage = (target: string, ...names: string[]) =>
  names.some((name) => target === name || target.startsWith(`${name}/`));
const folderOf = (file: string) => file.split('/').slice(0, 2).join('/');
/** The entry points; they alone name adapters. */
const entries = ['src/main.ts', 'src/command-line.ts'];
const wiring = [
  'src/main.ts',
  'src/command-line.ts',
  'src/bot.ts',
  'src/core.ts',
  'src/core-parts.ts',
  'src/reading.ts',
  'src/knowing.ts',
  'src/asking.ts',
  'src/open-xdr.ts',
  'src/answer.ts',
  'src/audit-command-line.ts',
  'src/one-outbox.ts',
  'src/gauges.ts',
  'src/tell-status.ts',
  'src/acting.ts',
  'src/administering.ts',
  'src/auditable-settings.ts',
  'src/work-jobs.ts',
  'src/investigating.ts',
  'src/remember.ts',
  'src/rooming.ts',
  'src/watching.ts',
  'src/pruned.ts',
  'src/tracking.ts',
  'src/pushing.ts',
  'src/webhook-command-line.ts',
  'src/noting.ts',
  'src/casebooking.ts',
  'src/filing.ts',
  'src/collecting.ts',
  'src/feeding.ts',
  'src/recollecting.ts',
  'src/open-threat-grid.ts',
  'src/sandboxing.ts',
];

test('the core knows no chat platform', () => {
  const wrong = imports.filter(
    ({ file, target }) =>
      file.startsWith('src/') &&
      !entries.includes(file) &&
      (isPackage(target, '@slack/bolt', '@slack/web-api', '@slack/socket-mode', 'botbuilder') ||
        target.startsWith('adapters/')),
  );
  expect(tell(wrong)).toEqual([]);
});

test('the simulation is reached from the entry points alone, and lazily', () => {
  const wrong = imports.filter(
    ({ file, target }) => file.startsWith('src/') && target.startsWith('demo/') && !entries.includes(file),
  );
  expect(tell(wrong)).toEqual([]);
  for (const entry of entries) expect(readFileSync(join(root, entry), 'utf8')).not.toMatch(/^import .*'\.\.\/demo\//m);
});

test('only src/xdr speaks HTTP to XDR; only store and jobs speak to a database', () => {
  const axios = imports.filter(({ file, target }) => isPackage(target, 'axios') && !file.startsWith('src/xdr/'));
  const database = imports.filter(
    ({ file, target }) =>
      isPackage(target, 'pg', 'pg-boss', '@electric-sql/pglite') &&
      !file.startsWith('src/store/') &&
      !file.startsWith('src/jobs/'),
  );
  expect(tell([...axios, ...database])).toEqual([]);
});

test('features are handed what they need: they import neither XDR, wiring nor settings', () => {
  const features = [
    'src/messages',
    'src/interruptions',
    'src/commands',
    'src/presses',
    'src/observables',
    'src/verdicts',
    'src/cards',
    'src/budget',
    'src/response-actions',
    'src/pictures',
    'src/permissions',
    'src/audit',
    'src/incidents',
    'src/rooms',
    'src/tracks',
    'src/xdr-events',
    'src/announcements',
    'src/casebooks',
    'src/feeds',
    'src/schedules',
    'src/files',
    'src/sandbox',
  ];
  const wrong = imports.filter(
    ({ file, target }) =>
      features.includes(folderOf(file)) &&
      (target.startsWith('src/xdr/') || wiring.includes(target) || target === 'src/config.ts'),
  );
  expect(tell(wrong)).toEqual([]);
});

test('domain folders import no way in', () => {
  const domain = [
    'src/interruptions',
    'src/observables',
    'src/verdicts',
    'src/budget',
    'src/response-actions',
    'src/pictures',
    'src/permissions',
    'src/audit',
    'src/cards',
    'src/store',
    'src/jobs',
    'src/incidents',
    'src/rooms',
    'src/tracks',
    'src/xdr-events',
    'src/announcements',
    'src/casebooks',
    'src/feeds',
    'src/schedules',
    'src/files',
    'src/sandbox',
  ];
  const wrong = imports.filter(
    ({ file, target, typeOnly }) =>
      domain.includes(folderOf(file)) && !typeOnly && ['src/messages', 'src/commands'].includes(folderOf(target)),
  );
  expect(tell(wrong)).toEqual([]);
});

test('src/xdr imports no card, command, message or wiring', () => {
  const wrong = imports.filter(
    ({ file, target }) =>
      file.startsWith('src/xdr/') &&
      (['src/cards', 'src/commands', 'src/messages'].includes(folderOf(target)) || wiring.includes(target)),
  );
  expect(tell(wrong)).toEqual([]);
});

test('an adapter sees the core’s edge, and never another adapter', () => {
  const edge =
    /^src\/(incoming|reply|adapter|failure|listener|log|version)\.ts$|^src\/cards\/|^src\/presses\/press\.ts$/;
  const wrong = imports.filter(({ file, target, typeOnly }) => {
    if (!file.startsWith('adapters/')) return false;
    if (target.startsWith('adapters/'))
      return folderOf(target) !== folderOf(file) && !/^adapters\/[a-z-]+\.ts$/.test(target);
    return target.startsWith('src/') && !edge.test(target) && !typeOnly;
  });
  expect(tell(wrong)).toEqual([]);
});

test('only src/config.ts reads the environment', () => {
  const wrong = [...src, ...adapters].filter(
    (file) =>
      file !== 'src/config.ts' &&
      /process\.env|\bdotenv\b/.test(readFileSync(join(root, file), 'utf8').replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '')),
  );
  expect(wrong).toEqual([]);
});

test('msw stays in the simulation', () => {
  expect(tell(imports.filter(({ file, target }) => isPackage(target, 'msw') && !file.startsWith('demo/xdr/')))).toEqual(
    [],
  );
});

test('no import goes round in a circle', () => {
  const graph = new Map<string, string[]>();
  for (const { file, target, typeOnly } of imports)
    if (!typeOnly && target.endsWith('.ts')) graph.set(file, [...(graph.get(file) ?? []), target]);
  const circles: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]) => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (done.has(file) || path.includes(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  expect(circles).toEqual([]);
});

test('no file says nothing by its name, and none grows beyond 250 lines', () => {
  const names = [...src, ...adapters, ...demo].filter((file) =>
    /\/(utils|helpers|common|manager|service|types|constants)\.ts$/.test(file),
  );
  // demo/xdr/service.ts names Cisco's services, which the dossier calls so.
  expect(names.filter((file) => file !== 'demo/xdr/service.ts')).toEqual([]);
  const long = [...src, ...adapters, ...demo].filter(
    (file) => readFileSync(join(root, file), 'utf8').split('\n').length > 251,
  );
  expect(long).toEqual([]);
});
