import type { BulkWish } from '../../src/bulk/bulk.ts';
import { Failure } from '../../src/failure.ts';
import type { FileRead } from '../../src/files/read-file.ts';
import type { MessageRef, Place } from '../../src/incoming.ts';
import type { AnnotateJob } from '../../src/messages/annotate-job.ts';
import type { Annotation } from '../../src/messages/annotation.ts';
import type { FilesJob } from '../../src/messages/files-job.ts';
import { createWorkFiles } from '../../src/messages/work-files.ts';

const place: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: true };
const message: MessageRef = { place, id: 'm1' };
const words: AnnotateJob = {
  message,
  version: '',
  receivedAt: 0,
  fromBot: false,
  author: 'U1',
  candidates: [],
  held: 0,
  beyond: 0,
};
const job = (more: Partial<FilesJob> = {}): FilesJob => ({
  message,
  words,
  files: [{ handle: 'F1', name: 'iocs.csv' }],
  whole: true,
  previewed: [],
  ...more,
});
const hashes = { sha256: 'a'.repeat(64), sha1: 'b'.repeat(40), md5: 'c'.repeat(32) };
const fileRead = (count: number, beyond = 0): FileRead => ({
  facts: { name: 'iocs.csv', handle: 'F1', size: 9, hashes, unread: [] },
  found: { values: Array.from({ length: count }, (_, n) => `45.83.${n >> 8}.${n & 255}`), beyond, held: 0 },
});

/** Works one job with these files. */
async function work(
  its: FilesJob,
  reads: readonly (FileRead | Failure)[],
  {
    bulk = true,
    annotation,
    reader = true,
    newest = () => '',
  }: {
    bulk?: boolean;
    annotation?: Partial<Annotation>;
    reader?: boolean | Error;
    /** The latest version that is stored, when so many files have been read. */
    newest?: (read: number) => string;
  } = {},
) {
  const wishes: BulkWish[] = [];
  const annotated: [string, AnnotateJob][] = [];
  const askedFor: string[] = [];
  let at = 0;
  const outcome = await createWorkFiles({
    annotations: { read: async () => annotation as Annotation | undefined },
    readFile: async () => {
      const one = reads[at++]!;
      if (one instanceof Failure) throw one;
      return one;
    },
    keep: (found) => found,
    watchMode: async () => 'quiet',
    annotate: async (id, one) => void annotated.push([id, one]),
    isOvertaken: (_, version) => newest(at) > version,
    isReader: async (author) => {
      askedFor.push(author);
      if (reader instanceof Error) throw reader;
      return reader;
    },
    ...(bulk && {
      startBulk: async (wish) => {
        wishes.push(wish);
        return 'stored';
      },
    }),
  })(its).catch((error: unknown) => error);
  return { outcome, wishes, annotated, askedFor, read: at };
}

test('a list of 5,000 becomes a bulk look-up in the thread of its message; the hash stays with the card', async () => {
  const { outcome, wishes, annotated } = await work(job(), [fileRead(5_000, 7)]);
  expect(outcome).toBe('handed-to-bulk');
  expect(wishes).toMatchObject([
    {
      place: { channel: 'C1', thread: 'm1' },
      person: { platform: 'slack', workspace: 'T1', id: 'U1' },
      file: 'iocs.csv',
      beyond: 7,
    },
  ]);
  expect(wishes[0]!.candidates).toHaveLength(5_000);
  expect(annotated).toMatchObject([['annotate/slack/T1/C1/m1/0', { version: '0', candidates: [hashes.sha256] }]]);
});

test('the same job worked again wishes the same', async () => {
  const [one, other] = [await work(job(), [fileRead(5_000)]), await work(job(), [fileRead(5_000)])];
  expect(one.wishes[0]!.key).toBe(other.wishes[0]!.key);
});

test('a hundred stand in the card, one more does not', async () => {
  const card = await work(job(), [fileRead(100)]);
  expect(card.wishes).toEqual([]);
  expect(card.annotated[0]![1].candidates).toHaveLength(101);
  expect((await work(job(), [fileRead(100, 1)])).wishes).toHaveLength(1);
});

test('what bots post is no bulk look-up: the first are looked up, and the others told', async () => {
  const { wishes, annotated } = await work(job({ words: { ...words, fromBot: true } }), [fileRead(5_000, 3)]);
  expect(wishes).toEqual([]);
  expect(annotated[0]![1]).toMatchObject({ beyond: 3 + 5_001 - 500 });
  expect(annotated[0]![1].candidates).toHaveLength(500);
});

test.each([
  ['may look nothing up', false],
  ['cannot be asked about just now', new Failure('platform-unavailable', 'away')],
])('of who %s the first are looked up, as of bots', async (_, reader) => {
  const { outcome, wishes, annotated, askedFor } = await work(job(), [fileRead(5_000, 3)], { reader });
  expect({ outcome, wishes, askedFor }).toEqual({ outcome: 'read', wishes: [], askedFor: ['U1'] });
  expect(annotated[0]![1]).toMatchObject({ beyond: 3 + 5_001 - 500 });
  expect(annotated[0]![1].candidates).toHaveLength(500);
});

test('nobody is asked about who posts little', async () => {
  expect((await work(job(), [fileRead(100)])).askedFor).toEqual([]);
});

test('an edit wishes the same bulk look-up', async () => {
  const [one, other] = [
    await work(job(), [fileRead(5_000)]),
    await work(job({ words: { ...words, version: '5' } }), [fileRead(5_000)]),
  ];
  expect(one.wishes[0]!.key).toBe(other.wishes[0]!.key);
});

test('what a later edit will say is not read, nor read on', async () => {
  const files = ['F1', 'F2', 'F3'].map((handle) => ({ handle, name: handle }));
  const reads = files.map(() => fileRead(200));
  const before = await work(job({ files }), reads, { newest: () => '5' });
  expect(before).toMatchObject({ outcome: 'outdated', read: 0, annotated: [], wishes: [] });
  const meanwhile = await work(job({ files }), reads, { newest: (read) => (read < 2 ? '' : '5') });
  expect(meanwhile).toMatchObject({ outcome: 'outdated', read: 2, annotated: [], wishes: [] });
  const latest = await work(job({ files, words: { ...words, version: '5' } }), reads, { newest: () => '5' });
  expect(latest).toMatchObject({ outcome: 'handed-to-bulk', read: 3 });
});

test('without bulk look-ups it is the same', async () => {
  const { outcome, annotated } = await work(job(), [fileRead(5_000)], { bulk: false });
  expect(outcome).toBe('read');
  expect(annotated[0]![1].candidates).toHaveLength(500);
});

test.each([
  [{ state: 'withdrawn', version: '' }, 'withdrawn'],
  [{ state: 'posted', version: '1690000000.000100' }, 'outdated'],
] as const)('where the message is %j by now, nothing is read', async (annotation, outcome) => {
  expect(await work(job(), [fileRead(1)], { annotation })).toMatchObject({ outcome, read: 0, annotated: [] });
});

test('words do not wait for a file that cannot be read just now', async () => {
  const away = new Failure('platform-unavailable', 'away');
  const its = job({ words: { ...words, candidates: ['45.83.10.7'] } });
  const { outcome, annotated } = await work(its, [away]);
  expect(outcome).toBe(away);
  expect(annotated).toEqual([['annotate/slack/T1/C1/m1/', its.words]]);
});

test('words alone are looked up when no file can be had', async () => {
  const gone: FileRead = { facts: { name: 'x', unread: ['gone'] }, found: { values: [], beyond: 0, held: 0 } };
  const { annotated } = await work(job({ words: { ...words, candidates: ['45.83.10.7'] } }), [gone]);
  expect(annotated).toMatchObject([['annotate/slack/T1/C1/m1/0', { candidates: ['45.83.10.7'] }]]);
  expect(await work(job(), [gone])).toMatchObject({ outcome: 'nothing-in-it', annotated: [] });
});

test('an edit is annotated also when nothing is left, so that its card goes', async () => {
  const empty: FileRead = {
    facts: { name: 'x', size: 0, hashes, unread: [] },
    found: { values: [], beyond: 0, held: 0 },
  };
  const { annotated } = await work(job({ words: { ...words, version: '5' } }), [empty]);
  expect(annotated).toMatchObject([['annotate/slack/T1/C1/m1/50', { version: '50', candidates: [] }]]);
});

test('pasted words count as said where files do not: no hash, no file on the card', async () => {
  const { annotated } = await work(job({ whole: false }), [fileRead(2)]);
  expect(annotated[0]![1].candidates).toEqual(['45.83.0.0', '45.83.0.1']);
  expect(annotated[0]![1].files).toBeUndefined();
});

test('versions sort: words, words with their files, the next edit', () => {
  const edits = ['', '1690000000.000100', '1690000000.000200', '2026-11-30T10:00:00.000Z', '2026-11-30T10:00:00.001Z'];
  const all = edits.flatMap((version) => [version, `${version}0`]);
  expect(all.toSorted()).toEqual(all);
});
