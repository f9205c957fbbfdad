import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { terminalPlace } from '../../../adapters/terminal/ask.ts';
import { openLocalFile } from '../../../adapters/terminal/local-file.ts';
import { run } from './terminal-run.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'from-'));
  writeFileSync(join(folder, 'iocs.txt'), '45.83.10.7\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('enrich --from brings the file, by its name and size', async () => {
  const path = join(folder, 'iocs.txt');
  const { code, asked } = run(['enrich', '--from', path]);
  expect(await code).toBe(0);
  expect(asked).toMatchObject([
    { kind: 'command', words: 'enrich', files: [{ handle: path, name: 'iocs.txt', size: 11 }] },
  ]);
});

test('words may stand beside it', async () => {
  const { code, asked } = run(['enrich', '--from', join(folder, 'iocs.txt'), 'internetbadguys.com']);
  expect(await code).toBe(0);
  expect(asked).toMatchObject([{ words: 'enrich internetbadguys.com', files: [{ name: 'iocs.txt' }] }]);
});

test.each([
  ['nowhere.txt', /^There is no file .* to be read\.\n$/],
  ['.', /is a directory; --from takes a file\.\n$/],
  ['iocs.txt/x', /^There is no file .* to be read\.\n$/],
])('%s is no file, and nobody is asked', async (name, words) => {
  const { code, asked, err } = run(['enrich', '--from', join(folder, name)]);
  expect(await code).toBe(2);
  expect(err()).toMatch(words);
  expect(asked).toEqual([]);
});

test('other commands take none', async () => {
  const { code, err } = run(['details', '--from', join(folder, 'iocs.txt'), 'x']);
  expect(await code).toBe(2);
  expect(err()).toContain('--from takes a file for enrich.');
});

test('it is opened as it lies there, and a Failure when it went', async () => {
  const { chunks } = await openLocalFile({ handle: join(folder, 'iocs.txt'), name: 'iocs.txt' }, terminalPlace);
  const read: Uint8Array[] = [];
  for await (const chunk of chunks) read.push(chunk);
  expect(Buffer.concat(read).toString()).toBe('45.83.10.7\n');
  await expect(openLocalFile({ handle: join(folder, 'gone'), name: '' }, terminalPlace)).rejects.toMatchObject({
    kind: 'place-gone',
  });
});
