import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer } from '../../../src/reply.ts';
import { dot, picture, pictureCard } from '../picture-cards.ts';
import { run } from './terminal-run.ts';

const answer: Answer = async () => ({
  kind: 'card',
  card: pictureCard(picture(), picture({ title: 'Sightings' })),
  audience: 'room',
});
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pictures-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each([
  ['png', dot],
  ['svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
])('--picture writes the pictures as %s, the second beside the first', async (kind, bytes) => {
  const file = join(folder, `graph.${kind}`);
  const { code, out, err } = run(['--picture', file, 'details', 'evil.example'], { answer });
  expect(await code).toBe(0);
  expect(readdirSync(folder).sort()).toEqual([`graph-2.${kind}`, `graph.${kind}`]);
  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect(err()).toContain(`${file}: Relations of evil[.]example`);
  expect(out()).toContain('Resolved to');
  expect(out()).not.toContain('graph');
});

test('without --picture nothing is drawn or written', async () => {
  const choices: unknown[] = [];
  const { code } = run(['details', 'evil.example'], {
    bot: async () => ({ answer, signPress: () => '', close: async () => {}, ...{ seen: choices.push(1) } }),
  });
  expect(await code).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  [['--picture', 'graph.gif', 'details', 'x.example'], 'ends in .png or .svg'],
  [['--picture', 'graph.png'], 'needs a command that draws'],
])('%j is refused', async (argv, reason) => {
  const { code, err } = run(argv);
  expect(await code).toBe(2);
  expect(err()).toContain(reason);
});

test('an answer without a picture says so, and a file that cannot be written is an error', async () => {
  const none = run(['--picture', join(folder, 'a.png'), 'details', 'x.example'], {
    answer: async () => ({ kind: 'card', card: pictureCard(), audience: 'room' }),
  });
  expect(await none.code).toBe(0);
  expect(none.err()).toContain('There is no picture of this answer');
  const nowhere = run(['--picture', join(folder, 'no', 'such', 'a.png'), 'details', 'x.example'], { answer });
  expect(await nowhere.code).toBe(2);
  expect(nowhere.err()).toContain('could not be written (ENOENT)');
});
