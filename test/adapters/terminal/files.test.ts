import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Card } from '../../../src/cards/card.ts';
import type { Answer } from '../../../src/reply.ts';
import { file, fileCard } from '../file-cards.ts';
import { run } from './terminal-run.ts';

const bytes = Uint8Array.from([0, 255, 10]);
const answering =
  (card: Card): Answer =>
  async () => ({ kind: 'card', card, audience: 'room' });
const answer = answering(fileCard(file(), file({ name: 'timeline.json', mediaType: 'application/json', bytes })));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('--file writes the files, the second beside the first, byte for byte', async () => {
  const path = join(folder, 'room.csv');
  const { code, out, err } = run(['--file', path, 'export'], { answer });
  expect(await code).toBe(0);
  expect(readdirSync(folder).sort()).toEqual(['room-2.csv', 'room.csv']);
  expect(readFileSync(path).equals(Buffer.from(file().bytes))).toBe(true);
  expect(readFileSync(join(folder, 'room-2.csv')).equals(Buffer.from(bytes))).toBe(true);
  expect(err()).toContain(`${path}: incident-room-2026-11-30.csv, 24 bytes`);
  expect(out()).toContain('  File: timeline.json, 3 bytes');
  expect(out()).not.toContain(folder);
});

test('without --file nothing is written, and how to have it is said: once asked, and at the prompt', async () => {
  const once = run(['export'], { answer });
  expect(await once.code).toBe(0);
  expect(once.err()).toContain('ask again with --file');
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const prompt = run([], { answer, tty: true, stdin });
  stdin.write('export\n');
  await prompt.shows('ask again with --file');
  stdin.end();
  await prompt.code;
  expect(readdirSync(folder)).toEqual([]);
});

test('JSON names the files without their bytes', async () => {
  const { code, out } = run(['--json', 'export'], { answer });
  expect(await code).toBe(0);
  expect(JSON.parse(out()).files).toEqual([
    { name: 'incident-room-2026-11-30.csv', mediaType: 'text/csv', bytes: 24 },
    { name: 'timeline.json', mediaType: 'application/json', bytes: 3 },
  ]);
});

test.each([
  [['--file', 'x/', 'export'], 'takes the name of a file'],
  [['--file', 'room.csv'], 'needs a command'],
])('%j is refused', async (argv, reason) => {
  const { code, err } = run(argv);
  expect(await code).toBe(2);
  expect(err()).toContain(reason);
});

test('an answer without a file says so, and a file that cannot be written is an error', async () => {
  const none = run(['--file', join(folder, 'a.csv'), 'help'], { answer: answering(fileCard()) });
  expect(await none.code).toBe(0);
  expect(none.err()).toContain('No file comes with this answer');
  const nowhere = run(['--file', join(folder, 'no', 'such', 'a.csv'), 'export'], { answer });
  expect(await nowhere.code).toBe(2);
  expect(nowhere.err()).toContain('could not be written (ENOENT)');
});
