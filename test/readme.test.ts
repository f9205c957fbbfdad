import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createAnnounce } from '../src/commands/announce.ts';
import { createAuditCommand } from '../src/commands/audit.ts';
import { createCasebook } from '../src/commands/casebook.ts';
import { createCatchUp } from '../src/commands/catch-up.ts';
import { createFeed } from '../src/commands/feed.ts';
import { createGrant } from '../src/commands/grant.ts';
import { createIncident } from '../src/commands/incident.ts';
import { createIncidents } from '../src/commands/incidents.ts';
import { createRespond } from '../src/commands/respond.ts';
import { createRoom } from '../src/commands/room.ts';
import { createSandbox } from '../src/commands/sandbox.ts';
import { createTrack, createUntrack } from '../src/commands/track.ts';
import { createWatch } from '../src/commands/watch.ts';
import { createWorkflow } from '../src/commands/workflow.ts';
import { createReading } from '../src/reading.ts';
import { settings } from '../src/settings.ts';

/** What the documentation promises is there. */
const root = resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const readme = read('README.md');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const docs = [
  'README.md',
  'docs/install-slack.md',
  'docs/install-teams.md',
  'docs/operations.md',
  'docs/security.md',
  'docs/architecture.md',
  'docs/terminal.md',
  'docs/performance.md',
  'docs/response-actions.md',
  'docs/workflows.md',
  'docs/incidents.md',
  'docs/rooms.md',
  'docs/room-evidence.md',
  'docs/notes.md',
  'docs/casebooks.md',
  'docs/webhook.md',
  'docs/track.md',
  'docs/memory.md',
  'docs/feeds.md',
  'docs/webhook.md',
  'docs/policy.md',
  'docs/audit.md',
  'docs/cards.md',
];

test('the two commands of the first page are those of package.json', () => {
  expect(readme.match(/```sh\n([^`]+)\n```/g)).toEqual(['```sh\nnpm ci && npm start\n```', '```sh\nnpm cit\n```']);
  for (const script of ['start', 'test']) expect(scripts).toHaveProperty(script);
});

test('every npm script that a document names exists', () => {
  for (const file of docs)
    for (const [, script] of read(file).matchAll(/npm run ([a-z:]+)/g))
      expect([file, Object.keys(scripts)]).toEqual([file, expect.arrayContaining([script])]);
});

test('every setting is documented, and no setting is documented that is not read', () => {
  const [, section = ''] = /\n## Settings\n([\s\S]*?)\n## /.exec(readme) ?? [];
  const documented = [...section.matchAll(/^\| (`[A-Za-z_`, ]+`) \|/gm)].flatMap(
    ([, names]) => names!.match(/[A-Za-z_]+/g)!,
  );
  const lists = [
    'CHATOPS_READERS',
    'CHATOPS_ANALYSTS',
    'CHATOPS_RESPONDERS',
    'CHATOPS_APPROVERS',
    'CHATOPS_ADMINS',
    'CHATOPS_WATCH_MODULES',
    'CHATOPS_IGNORE',
  ];
  expect(documented.sort()).toEqual([...Object.keys(settings.shape), ...lists].sort());
});

test('the table of commands names verbs, roles and scopes as they are', () => {
  const never = () => Promise.reject(new Error('not asked'));
  const { commands } = createReading({
    xdr: {
      inspect: never,
      deliberate: never,
      observe: never,
      refer: never,
      intel: { judgementsOn: never, globalIntelOn: never },
      missing: never,
    },
    now: Date.now,
    simulated: true,
    prefixOf: () => '/xdr',
    trustedHosts: [],
  });
  const watch = createWatch({ setWatchMode: never, prefixOf: () => '/xdr', simulated: true });
  const history = () => {
    throw new Error('not asked');
  };
  const catchUp = createCatchUp({ missed: never, markCaughtUp: never, history, watch: never, simulated: true });
  const respond = createRespond({ oneObservable: never, listOffers: never, lacking: never, simulated: true });
  const audit = createAuditCommand({ last: never, verify: never, prefixOf: () => '/xdr', simulated: true });
  const grant = createGrant({
    grant: never,
    namedBy: () => undefined,
    personNow: never,
    prefixOf: () => '/xdr',
    simulated: true,
  });
  const incidents = createIncidents({ list: never, prefixOf: () => '/xdr', simulated: true });
  const incident = createIncident({
    parseRef: () => undefined,
    show: never,
    change: never,
    findAssignee: never,
    rooms: { link: never, open: never, unlink: never },
    prefixOf: () => '/xdr',
    simulated: true,
  });
  const simulated = true;
  const asks = { prefixOf: () => '/xdr', simulated };
  const track = createTrack({ oneObservable: never, begin: never, list: never, ...asks });
  const untrack = createUntrack({ oneObservable: never, end: never });
  const announce = createAnnounce({ channels: { list: never, set: never }, missing: never, ...asks });
  const room = createRoom({ ways: {}, ...asks });
  const casebook = createCasebook({
    parseRef: () => undefined,
    parseIncident: () => undefined,
    rooms: { recent: never, forget: never },
    incidentOf: never,
    observablesOf: never,
    candidatesIn: () => [],
    detect: never,
    make: never,
    drawMade: never,
    add: never,
    roomCasebook: never,
    link: never,
    show: never,
    list: never,
    missing: never,
    ...asks,
  });
  const sandbox = createSandbox({ oneObservable: never, show: never, ...asks });
  const feed = createFeed({
    subscriptions: { of: never, set: never, end: never },
    tellNow: never,
    hasKey: true,
    ...asks,
  });
  const workflow = createWorkflow({ list: never, run: never, tasks: never, missing: never, ...asks });
  const rows = [
    workflow,
    feed,
    sandbox,
    respond,
    audit,
    grant,
    watch,
    catchUp,
    incidents,
    incident,
    room,
    casebook,
    announce,
    track,
    untrack,
  ];
  for (const { verb, role, scopes } of [...commands, ...rows]) {
    const row = readme.split('\n').find((line) => new RegExp(`^\\| \`${verb}[ \`]`).test(line));
    expect(row).toContain(`| ${role} |`);
    for (const scope of scopes) expect(row).toContain(`\`${scope}\``);
  }
});

test('every link to a file of the project leads somewhere', () => {
  for (const file of docs)
    for (const [, target] of read(file).matchAll(/\]\((?!https?:)([^)#]+)/g))
      expect([file, target, existsSync(resolve(root, file, '..', target!))]).toEqual([file, target, true]);
});
