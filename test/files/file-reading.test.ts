import type { Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import type { Asked, Command } from '../../src/commands/command.ts';
import { Failure } from '../../src/failure.ts';
import { createAskFiles } from '../../src/files/ask-files.ts';
import { createAtMost } from '../../src/files/at-most.ts';
import type { PostedFile } from '../../src/files/posted-file.ts';
import type { FileRead } from '../../src/files/read-file.ts';
import { createFileReading } from '../../src/filing.ts';
import type { Place } from '../../src/incoming.ts';

const place: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false };
const file = (handle: string, more: Partial<PostedFile> = {}): PostedFile => ({ handle, name: handle, ...more });
const card = (word: string): Card => ({ headline: word, simulated: false, parts: [] });
const asked = (id: string, files?: readonly PostedFile[]): Asked => ({
  rest: '',
  person: { platform: 'slack', workspace: 'T1', id, standing: 'member', groups: [] },
  place,
  present: true,
  ...(files ? { files } : {}),
});
const reading = {
  candidatesIn: () => [],
  detect: async () => [],
  lookUp: async () => [],
  showVerdicts: async () => card('verdicts'),
};
/** Lets all run that can. */
const settled = () => new Promise<void>((done) => setImmediate(done));

/** Files that stay open until they are let go, one after another. */
function openReading() {
  const waiting: (() => void)[] = [];
  const opened: string[] = [];
  const { readFile, takingFiles } = createFileReading({
    reading,
    simulated: false,
    openFile: async ({ handle }) => {
      opened.push(handle);
      await new Promise<void>((done) => waiting.push(done));
      return { chunks: (async function* () {})() };
    },
  });
  const commands = takingFiles([
    { verb: 'enrich', usage: '', does: 'X.', role: 'readers', scopes: [], run: async () => card('words') },
    {
      verb: 'sandbox',
      usage: '',
      does: 'X.',
      role: 'analysts',
      scopes: [],
      takesFiles: true,
      run: async ({ files = [] }) => card(`${(await readFile(files[0]!, place, () => [])).facts.name} seen`),
    },
  ]);
  const command = (verb: string): Command => commands.find((one) => one.verb === verb)!;
  return {
    opened,
    readFile,
    command,
    letGo: async () => {
      waiting.shift()?.();
      for (let n = 0; n < 20; n++) await settled();
    },
  };
}

test('two files are open at once, whoever wants them: jobs and commands of everybody together', async () => {
  const { opened, readFile, command, letGo } = openReading();
  const all = [
    readFile(file('job'), place, () => []),
    command('enrich').run(asked('U1', [file('a')])),
    command('sandbox').run(asked('U2', [file('b')])),
    command('enrich').run(asked('U3', [file('c')])),
  ];
  await settled();
  expect(opened).toEqual(['job', 'a']);
  await letGo();
  expect(opened).toEqual(['job', 'a', 'b']);
  for (let n = 0; n < 3; n++) await letGo();
  expect(opened).toEqual(['job', 'a', 'b', 'c']);
  await Promise.all(all);
});

test('a job that another process has by now reads nothing when its turn comes', async () => {
  const { opened, readFile, letGo } = openReading();
  const first = [readFile(file('a'), place, () => []), readFile(file('b'), place, () => [])];
  const aborted = new AbortController();
  const its = readFile(file('c'), place, () => [], aborted.signal).catch(() => 'aborted');
  aborted.abort();
  await settled();
  for (let n = 0; n < 2; n++) await letGo();
  expect(await its).toBe('aborted');
  expect(opened).toEqual(['a', 'b']);
  await Promise.all(first);
});

test('of one person one command reads files at a time, whichever it is; another is told so, and words are answered', async () => {
  const { opened, command, letGo } = openReading();
  const first = command('enrich').run(asked('U1', [file('a')]));
  await settled();
  for (const verb of ['enrich', 'sandbox']) {
    const second = await command(verb).run(asked('U1', [file('b')]));
    expect(second.data).toEqual({ kind: 'refusal', why: 'too-many' });
    expect(plainText(second)).toContain('the files of your last command are still being read');
  }
  expect((await command('enrich').run(asked('U1'))).headline).toBe('words');
  const other = command('sandbox').run(asked('U2', [file('c')]));
  await settled();
  expect(opened).toEqual(['a', 'c']);
  for (let n = 0; n < 2; n++) await letGo();
  expect((await first).data?.kind).not.toBe('refusal');
  expect((await other).headline).toBe('c seen');
  const later = command('sandbox').run(asked('U1', [file('d')]));
  await settled();
  await letGo();
  expect((await later).headline).toBe('d seen');
});

test('what fails gives its turn to the next', async () => {
  const atMost = createAtMost(1);
  const ended = await Promise.allSettled([
    atMost(async () => Promise.reject(new Failure('platform-unavailable', 'away'))),
    atMost(async () => 'b'),
    atMost(async () => 'c'),
  ]);
  expect(ended.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});

test('who comes later waits also when others have waited before', async () => {
  const atMost = createAtMost(2);
  let [running, most] = [0, 0];
  const work = () =>
    atMost(async () => {
      most = Math.max(most, ++running);
      await settled();
      running -= 1;
    });
  const all: Promise<void>[] = [];
  for (let n = 0; n < 30; n++) {
    all.push(work(), work(), work());
    await settled();
  }
  await Promise.all(all);
  expect(most).toBe(2);
});

describe('of one command', () => {
  const mega = 1024 * 1024;
  const hashes = { sha256: 'a'.repeat(64), sha1: 'b'.repeat(40), md5: 'c'.repeat(32) };
  const found = { values: [], beyond: 0, held: 0 };
  /** `sizes`: as the platform says, and as they are. */
  async function ask(sizes: readonly (readonly [number | undefined, number])[]) {
    const read: number[] = [];
    const answer = await createAskFiles({
      ...reading,
      readFile: async ({ handle, name, size }): Promise<FileRead> => {
        read.push(Number(handle));
        const real = sizes[Number(handle)]![1];
        return real > 100 * mega
          ? { facts: { name, ...(size === undefined ? {} : { size }), unread: ['too-large'] }, found }
          : { facts: { name, size: real, hashes, unread: [] }, found };
      },
      showFiles: async (its) => its,
    })(
      asked('U1'),
      sizes.map(([size], at) => file(`${at}`, size === undefined ? {} : { size })),
    );
    return { read, said: plainText(answer) };
  }

  test('files are read up to 200 MB together, and those that were not are told', async () => {
    const { read, said } = await ask([
      [90 * mega, 90 * mega],
      [90 * mega, 90 * mega],
      [90 * mega, 90 * mega],
      [20 * mega, 20 * mega],
      [1 * mega, 1 * mega],
    ]);
    expect(read).toEqual([0, 1, 3]);
    expect(said).toContain('Not read: 2 more files. Of one command 10 files with 200.0 MB together are');
  });

  test('what is larger than was said counts as far as it was read', async () => {
    expect((await ask(Array.from({ length: 10 }, () => [10, 300 * mega]))).read).toEqual([0, 1]);
    expect((await ask(Array.from({ length: 10 }, () => [undefined, 100 * mega]))).read).toEqual([0, 1]);
  });

  test('what is said to be too large is not opened and takes nothing; an eleventh is told', async () => {
    const { read, said } = await ask(Array.from({ length: 11 }, () => [300 * mega, 300 * mega]));
    expect(read).toHaveLength(10);
    expect(said).toContain('Not read: 1 more file.');
    expect((await ask([[1, 1]])).said).not.toContain('Not read');
  });
});
