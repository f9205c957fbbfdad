import '../support/fuzz-seed.ts';
import fc from 'fast-check';
import { readArchive } from '../../src/files/read-archive.ts';
import { makeZip } from './make-zip.ts';

const budget = 5 * 1024 * 1024;
const bytes = (text: string) => Buffer.from(text);

async function read(archive: Buffer, most = budget) {
  const texts: string[] = [];
  const facts = await readArchive(archive, most, async (text) => {
    texts.push(Buffer.from(text).toString());
  });
  return { ...facts, said: texts };
}

test('texts are read, deflated or stored; folders and empty files are passed over, programs counted', async () => {
  const archive = makeZip([
    { name: 'folder/', method: 0 },
    { name: 'folder/a.txt', content: bytes('one') },
    { name: 'b.csv', content: bytes('two'), method: 0 },
    { name: 'empty' },
    { name: 'c.txt', content: Buffer.concat([bytes('MZ'), Buffer.alloc(9_000)]) },
  ]);
  expect(await read(archive)).toEqual({ texts: 2, locked: 0, nested: 0, others: 1, said: ['one', 'two'] });
});

test.each(['../../../etc/passwd', '/etc/passwd', 'C:\\Windows\\x', 'a\0.txt', '', '..', 'x'.repeat(60_000)])(
  'a name is never gone by: %#',
  async (name) => {
    expect(await read(makeZip([{ name, content: bytes('said') }]))).toMatchObject({ texts: 1, said: ['said'] });
  },
);

test('a name that is no UTF-8 is never gone by', async () => {
  const name = Buffer.from([0xff, 0xfe, 0xc3]);
  expect(await read(makeZip([{ name, content: bytes('said'), flags: 0x800 }]))).toMatchObject({ said: ['said'] });
});

test.each(['[Content_Types].xml', 'mimetype', 'META-INF/MANIFEST.MF'])(
  'a document, told by %s, is not looked into: addresses of formats are nobody’s words',
  async (name) => {
    const content = bytes('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>');
    const archive = makeZip([
      { name: 'word/document.xml', content },
      { name, content },
    ]);
    expect(await read(archive)).toEqual({ texts: 0, locked: 0, nested: 0, others: 0, wrong: 'document', said: [] });
  },
);

test('what needs a password is counted, the rest is read', async () => {
  const archive = makeZip([
    { name: 'a', content: bytes('secret'), flags: 1 },
    { name: 'b', content: bytes('open') },
  ]);
  expect(await read(archive)).toEqual({ texts: 1, locked: 1, nested: 0, others: 0, said: ['open'] });
});

test('archives inside are counted and not unpacked, as in 42.zip', async () => {
  let archive = makeZip([{ name: 'bottom', content: bytes('45.83.10.7') }]);
  for (let level = 0; level < 3; level++)
    archive = makeZip(Array.from({ length: 16 }, (_, at) => ({ name: `lib ${at}.zip`, content: archive, method: 0 })));
  expect(await read(archive)).toEqual({ texts: 0, locked: 0, nested: 16, others: 0, said: [] });
});

test('an archive that holds itself is read once', async () => {
  // As a quine does: its only file is an archive of the same kind.
  const inner = makeZip([{ name: 'r.zip', content: bytes('PK\x03\x04'), method: 0 }]);
  expect(await read(makeZip([{ name: 'r.zip', content: inner, method: 0 }]))).toMatchObject({ nested: 1, said: [] });
});

test('a bomb of a thousand to one is not unpacked', async () => {
  const archive = makeZip([{ name: 'zeros.txt', content: Buffer.alloc(64 * 1024 * 1024, 'a') }]);
  expect(archive.length).toBeLessThan(100_000);
  expect(await read(archive)).toEqual({ texts: 0, locked: 0, nested: 0, others: 0, wrong: 'bomb', said: [] });
});

test('a bomb that says it is small is cut off', async () => {
  const archive = makeZip([{ name: 'a.txt', content: Buffer.alloc(64 * 1024 * 1024, 'a'), uncompressedSize: 1000 }]);
  expect(await read(archive)).toEqual({ texts: 0, locked: 0, nested: 0, others: 0, wrong: 'damaged', said: [] });
});

test('a bomb that says it holds much more than it is packed from is cut off at the budget', async () => {
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, n) => `${n * 7919} `).join(''));
  const { said, more } = await read(makeZip([{ name: 'a.txt', content }]), 100_000);
  expect(said[0]).toHaveLength(100_000);
  expect(more).toBe(true);
});

test('files that share their bytes are refused whole', async () => {
  const content = bytes('x'.repeat(30) + Math.random());
  const archive = makeZip(Array.from({ length: 50 }, (_, at) => ({ name: `${at}`, content, offset: 0 })));
  expect(await read(archive)).toEqual({ texts: 0, locked: 0, nested: 0, others: 0, wrong: 'bomb', said: [] });
});

test('of very many files the first thousand are considered', async () => {
  const archive = makeZip(Array.from({ length: 1_500 }, (_, at) => ({ name: `${at}`, content: bytes(`${at}`) })));
  const { texts, more } = await read(archive);
  expect({ texts, more }).toEqual({ texts: 1_000, more: true });
});

test('what is cut off, or packed in another way, is told as damaged', async () => {
  const archive = makeZip([{ name: 'a', content: bytes('some text that is long enough') }]);
  for (const broken of [archive.subarray(0, -1), archive.subarray(0, 40), archive.subarray(10), bytes('PK\x03\x04')])
    expect(await read(broken)).toMatchObject({ texts: 0, wrong: 'damaged' });
  expect(await read(makeZip([{ name: 'a', content: bytes('x'), method: 14 }]))).toMatchObject({ wrong: 'damaged' });
  expect(await read(makeZip([{ name: 'a', content: bytes('x'), raw: bytes('no deflate') }]))).toMatchObject({
    wrong: 'damaged',
  });
});

test('an archive changed anywhere never throws, and gives no more than the budget', async () => {
  const archive = makeZip([
    { name: 'a.txt', content: bytes('seen 45.83.10.7 and more of it'.repeat(40)) },
    { name: 'b/c.log', content: bytes('another line\n'.repeat(40)), method: 0 },
    { name: 'd', content: Buffer.alloc(3_000, 1) },
  ]);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
      fc.nat(archive.length),
      fc.boolean(),
      async (changes, cut, isCut) => {
        const changed = Buffer.from(archive);
        for (const [at, byte] of changes) changed[at] = byte;
        const { said } = await read(isCut ? changed.subarray(0, cut) : changed, 2_000);
        expect(said.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(3 * 2_000);
      },
    ),
    { numRuns: 400 },
  );
});

test('anything at all never throws', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (random) => {
      await read(Buffer.from(random));
      await read(Buffer.concat([makeZip([{ name: 'a', content: random }]), Buffer.from(random)]));
    }),
    { numRuns: 200 },
  );
});
