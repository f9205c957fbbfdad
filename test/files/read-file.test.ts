import '../support/fuzz-seed.ts';
import { createHash } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import fc from 'fast-check';
import { Failure } from '../../src/failure.ts';
import type { FileContent } from '../../src/files/posted-file.ts';
import { createReadFile, type FileRead } from '../../src/files/read-file.ts';
import type { Place } from '../../src/incoming.ts';
import { candidates } from '../../src/observables/candidates.ts';
import { makeZip } from './make-zip.ts';

const place: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false };
const mega = 1024 * 1024;

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const reading = (content: FileContent | Failure, most = 10_000) =>
  createReadFile({
    openFile: async () => {
      if (content instanceof Failure) throw content;
      return content;
    },
    candidatesIn: candidates,
    most,
  });
const read = (bytes: Uint8Array, { chunk = 65_536, name = 'a', most = 10_000, size = bytes.length } = {}) =>
  reading({ chunks: chunksOf(bytes, chunk) }, most)({ handle: 'F1', name, size }, place, (found) => found);
const valuesOf = ({ found }: FileRead) => found.values;
const hash = (how: string, bytes: Uint8Array) => createHash(how).update(bytes).digest('hex');

test.each([1, 7, 4_096, 65_536])('in chunks of %i bytes it is the same file', async (chunk) => {
  const bytes = Buffer.from('seen 45.83.10[.]7 and hxxp://internetbadguys[.]com/x\n'.repeat(100));
  const { facts, found } = await read(bytes, { chunk });
  expect(facts).toEqual({
    name: 'a',
    handle: 'F1',
    size: bytes.length,
    hashes: { sha256: hash('sha256', bytes), sha1: hash('sha1', bytes), md5: hash('md5', bytes) },
    unread: [],
  });
  expect(found).toEqual({ values: ['45.83.10.7', 'http://internetbadguys.com/x'], beyond: 0, held: 0 });
});

test.each<[string, Uint8Array, readonly string[]]>([
  ['a program called .txt', Buffer.concat([Buffer.from('MZ\x90'), Buffer.alloc(99), Buffer.from(' 45.83.10.7 ')]), []],
  ['text called .exe', Buffer.from('45.83.10.7'), ['45.83.10.7']],
  ['a zip called .csv', makeZip([{ name: 'x', content: Buffer.from('45.83.10.7') }]), ['45.83.10.7']],
  ['UTF-16 of a spreadsheet', Buffer.from('\ufeffip\t45.83.10.7\r\n', 'utf16le'), ['45.83.10.7']],
  ['text that goes on as a program', Buffer.concat([Buffer.alloc(8_000, 'a b '), Buffer.from(' 45.83.10.7 \0')]), []],
  [
    'UTF-16 in a zip',
    makeZip([{ name: 'x', content: Buffer.from('ip,45.83.10.7\r\n'.repeat(9), 'utf16le') }]),
    ['45.83.10.7'],
  ],
])('%s is what its bytes are', async (name, bytes, values) => {
  expect(valuesOf(await read(bytes, { name }))).toEqual(values);
});

test('what is kept back is counted once', async () => {
  const keep = (found: readonly { shape: string; value: string }[]) =>
    found.filter(({ value }) => value !== '10.0.0.1') as ReturnType<typeof candidates>;
  const bytes = Buffer.from('10.0.0.1 45.83.10.7\n'.repeat(5_000));
  const its = await reading({ chunks: chunksOf(bytes, 4_096) })({ handle: 'F', name: '' }, place, keep);
  expect(its.found).toEqual({ values: ['45.83.10.7'], beyond: 0, held: 1 });
});

const address = (n: number) => `45.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
const list = (count: number) =>
  Buffer.from(['indicator', ...Array.from({ length: count }, (_, n) => address(n))].join('\r\n'));

test('of a list all are found, in order; beyond the most they are counted', async () => {
  const { found } = await read(list(5_000));
  expect(found.values).toEqual(Array.from({ length: 5_000 }, (_, n) => address(n)));
  expect((await read(list(5_000), { most: 1_000 })).found).toMatchObject({ beyond: 4_000 });
});

test('of a text over 5 MB its beginning is read, and that is told', async () => {
  const bytes = Buffer.concat([Buffer.from('45.83.10.7\n'), Buffer.alloc(6 * mega, 'abc '), Buffer.from('\n8.8.4.4')]);
  const its = await read(bytes);
  expect(valuesOf(its)).toEqual(['45.83.10.7']);
  expect(its.facts.unread).toEqual(['part']);
  expect(its.facts.size).toBe(bytes.length);
});

test('an archive over 10 MB is hashed, and not looked into', async () => {
  const bytes = makeZip([
    { name: 'a', content: Buffer.from('45.83.10.7') },
    { name: 'b', content: Buffer.alloc(11 * mega, 1), method: 0 },
  ]);
  const its = await read(bytes);
  expect(valuesOf(its)).toEqual([]);
  expect(its.facts).toMatchObject({ hashes: { sha256: hash('sha256', bytes) }, unread: ['archive-too-large'] });
});

test('nobody waits long while 5 MB of text are looked through, whatever is in it', async () => {
  const texts = [
    list(400_000),
    Buffer.from(`${'http://a.example.com/path/abc?x=1&y=2,'.repeat(130_000)}`), // one line
    Buffer.from('[.](.)[['.repeat(600_000)),
    Buffer.from(
      `Received: x\r\nFrom: x\r\nTo: x\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${'=41=42 '.repeat(700_000)}`,
    ),
    Buffer.from(`{"a":"${'\\u0041\\n'.repeat(600_000)}"}`),
    Buffer.from('\u00fc'.repeat(2_500_000)),
  ];
  for (const text of texts) {
    await read(text.subarray(0, 200_000)); // compiled
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    await read(text);
    delay.disable();
    // 50 ms are meant (measured: below 40); a busy machine is given far more. In one go it would be seconds.
    expect(delay.max / 1e6).toBeLessThan(1_500);
  }
}, 120_000);

test('100 MB are read with a few of memory', async () => {
  const chunk = Buffer.alloc(64 * 1024, 1);
  async function* chunks() {
    for (let n = 0; n < 1_600; n++) yield Buffer.from(chunk);
  }
  const its = reading({ chunks: chunks() });
  globalThis.gc?.();
  const before = process.memoryUsage();
  const { facts } = await its({ handle: 'F1', name: 'a' }, place, (found) => found);
  const after = process.memoryUsage();
  expect(facts.size).toBe(100 * mega);
  expect(after.heapUsed - before.heapUsed).toBeLessThan(8 * mega);
}, 60_000);

test('a byte more than 100 MB is not read on, whatever was said of its size', async () => {
  let given = 0;
  let left = false;
  async function* chunks() {
    try {
      for (;;) {
        given += mega;
        yield Buffer.alloc(mega, 1);
      }
    } finally {
      left = true;
    }
  }
  const { facts } = await reading({ chunks: chunks() })({ handle: 'F1', name: 'a', size: 5 }, place, (found) => found);
  expect(facts).toEqual({ name: 'a', size: 5, unread: ['too-large'] });
  expect(left).toBe(true);
  expect(given).toBe(101 * mega);
});

test('what its host says is too large is left at once', async () => {
  let left = false;
  const chunks = {
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: true as const, value: undefined }),
      return: async () => {
        left = true;
        return { done: true as const, value: undefined };
      },
    }),
  };
  const its = await reading({ size: 200 * mega, chunks })({ handle: 'F1', name: 'a' }, place, (found) => found);
  expect(its.facts.unread).toEqual(['too-large']);
  expect(left).toBe(true);
});

test.each([
  ['place-gone', {}, 'gone'],
  ['platform-refused', {}, 'gone'],
  ['platform-refused', { scopes: ['files:read'] }, 'not-permitted'],
] as const)('%s %j is told, and not tried again', async (kind, facts, why) => {
  const its = await reading(new Failure(kind, 'no', facts))(
    { handle: 'F1', name: 'a', size: 3 },
    place,
    (found) => found,
  );
  expect(its).toMatchObject({ facts: { name: 'a', size: 3, unread: [why] }, found: { values: [] } });
});

test('what may be there later is a Failure; a download that breaks off is one too', async () => {
  const away = new Failure('platform-unavailable', 'away');
  await expect(reading(away)({ handle: 'F1', name: '' }, place, (found) => found)).rejects.toBe(away);
  async function* breaks() {
    yield Buffer.from('some text');
    throw new Error('ECONNRESET');
  }
  await expect(
    reading({ chunks: breaks() })({ handle: 'F1', name: '' }, place, (found) => found),
  ).rejects.toMatchObject({
    kind: 'platform-unavailable',
  });
});

test('any bytes are read without a fault', async () => {
  const beginnings = [
    '',
    'PK\x03\x04',
    '\ufeff',
    '{"',
    'From: a\nTo: b\nSubject: c\nContent-Type: multipart/x; boundary=b\n\n--b\n',
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...beginnings),
      fc.oneof(
        fc.uint8Array({ maxLength: 3_000 }),
        fc.string({ unit: 'binary', maxLength: 2_000 }).map((text) => Buffer.from(text)),
      ),
      fc.integer({ min: 1, max: 5_000 }),
      async (beginning, rest, chunk) => {
        const bytes = Buffer.concat([Buffer.from(beginning), rest]);
        const { facts, found } = await read(bytes, { chunk });
        expect(facts.hashes?.sha256).toBe(hash('sha256', bytes));
        expect(new Set(found.values).size).toBe(found.values.length);
      },
    ),
    { numRuns: 300 },
  );
}, 60_000);
