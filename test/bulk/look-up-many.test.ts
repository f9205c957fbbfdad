import { createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { createProgress } from '../../adapters/terminal/progress.ts';
import { filesOf } from '../../src/cards/file.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { Failure } from '../../src/failure.ts';
import { createReading } from '../../src/reading.ts';
import { asker, place } from './support/bulk-stage.ts';

const hashes = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => createHash('sha256').update(`many ${at}`).digest('hex'));

/** `enrich` as it is in the terminal, over an XDR that knows nothing. */
function terminal(fails: () => Failure | undefined = () => undefined) {
  const told: string[] = [];
  const purposes = new Set<string>();
  let calls = 0;
  const call = ({ purpose }: { purpose: string }) => {
    calls += 1;
    purposes.add(purpose);
    const failure = fails();
    if (failure) throw failure;
  };
  const { commands } = createReading({
    xdr: {
      inspect: async (content, ask) => {
        call(ask);
        return content.split('\n').map((value) => ({ type: 'sha256', value }));
      },
      deliberate: async (_, ask) => {
        call(ask);
        return { verdicts: [], gaps: [], answered: ['Umbrella'] };
      },
      observe: async () => Promise.reject(new Error('not here')),
      refer: async () => Promise.reject(new Error('not here')),
      missing: async () => [],
    },
    now: Date.now,
    simulated: false,
    prefixOf: () => 'npx xdr-chatops',
    trustedHosts: [],
    rows: 1000,
    onProgress: (done, total) => told.push(`${done}/${total}`),
  });
  const enrich = commands.find(({ verb }) => verb === 'enrich')!;
  const run = (rest: string) =>
    enrich.run({ rest, person: { ...asker, standing: 'member', groups: [] }, place, present: undefined });
  return { run, told, purposes, calls: () => calls };
}

test('in the terminal a list of a thousand is looked up at once, told as it goes, and comes as a file too', async () => {
  const { run, told, purposes, calls } = terminal();
  const all = hashes(1000);
  const card = await run([...all, ...all].join('\n'));
  expect(card.headline).toBe('1000 unknown of 1000 observables');
  expect(told[0]).toBe('0/1000');
  expect(told.at(-1)).toBe('1000/1000');
  expect(told).toHaveLength(14);
  expect([...purposes]).toEqual(['command']);
  expect(calls()).toBe(50 + 27 + 7); // full calls of 20; of Inspect 27 of the first 800, and 7 of the rest
  const [file, ...more] = filesOf(card);
  expect(more).toEqual([]);
  expect(Buffer.from(file!.bytes).toString('utf8').split('\r\n')).toHaveLength(1002);
});

test('of more than ten thousand it says how many were left out', async () => {
  const { run } = terminal();
  expect(plainText(await run(hashes(10_020).join(' ')))).toContain(
    'Only the first 10000 of 10020 observables were looked up.',
  );
});

test('a failure on the way is the answer, so that no script takes a part for the whole', async () => {
  let left = 20;
  const { run } = terminal(() => (left-- > 0 ? undefined : new Failure('rate-limited', 'later', { retryAt: 1 })));
  await expect(run(hashes(500).join(' '))).rejects.toMatchObject({ kind: 'rate-limited' });
});

test('progress is one line on a terminal, gone at the end; elsewhere a line every five seconds', () => {
  const out = (isTTY: boolean) => {
    const stream = Object.assign(new PassThrough(), { isTTY });
    const words: string[] = [];
    stream.on('data', (chunk: Buffer) => words.push(chunk.toString()));
    return { stream, words };
  };
  const seen = out(true);
  const show = createProgress(seen.stream);
  show(0, 20);
  show(20, 20);
  expect(seen.words.map((one) => one.trim())).toEqual(['0 of 20 looked up …', '']);
  const piped = out(false);
  let at = 0;
  const say = createProgress(piped.stream, () => at);
  for (const done of [0, 1, 2, 3]) {
    say(done, 20);
    at += 3000;
  }
  expect(piped.words).toEqual(['2 of 20 looked up\n']);
});
