import { PassThrough, Readable } from 'node:stream';
import { failureCard } from '../../../src/cards/failure-card.ts';
import { usageCard } from '../../../src/cards/usage-card.ts';
import { Failure } from '../../../src/failure.ts';
import type { Answer } from '../../../src/reply.ts';
import { verdictCard } from '../../../src/verdicts/verdict-card.ts';
import { address, finding, says } from '../../cards/samples.ts';
import { run } from './terminal-run.ts';

const malicious = finding(address, { verdicts: [says(address, 'malicious', 'Umbrella')], answered: ['Umbrella'] });
const says45: Answer = async () => ({
  kind: 'card',
  audience: 'room',
  card: verdictCard({ findings: [malicious], simulated: true, offers: { details: true, pivot: true } }),
});

test('words are put to the bot as a command and the card is printed', async () => {
  const { code, asked, out, err, closed } = run(['enrich', '45.83.10[.]7', 'and', 'more'], { answer: says45 });
  expect(await code).toBe(0);
  expect(asked).toMatchObject([{ kind: 'command', words: 'enrich 45.83.10[.]7 and more', from: 'terminal' }]);
  expect(out()).toMatchInlineSnapshot(`
"SIMULATED
✖ Malicious: 45.83.10[.]7 (ip), by Umbrella
  ✖ Malicious  Umbrella
What XDR says, at most 30 minutes old.
"
`);
  expect(err()).toBe('');
  expect(closed()).toBe(true);
});

test('what works only in rooms says so, and nobody is asked', async () => {
  const { code, asked, err } = run(['judge', 'evil.example', 'malicious']);
  expect(await code).toBe(2);
  expect(err()).toContain('“judge” works only in rooms (Slack, Teams).');
  expect(asked).toEqual([]);
});

test('text comes from standard input, in UTF-8 across chunks', async () => {
  const bytes = Buffer.from('bücher.example\nzwei');
  const { code, asked } = run(['enrich', '-'], { stdin: Readable.from([bytes.subarray(0, 2), bytes.subarray(2)]) });
  expect(await code).toBe(0);
  expect(asked).toMatchObject([{ words: 'enrich bücher.example\nzwei' }]);
});

test('text over 1 MiB is refused and nothing is asked', async () => {
  const { code, asked, err } = run(['enrich', '-'], { stdin: Readable.from([Buffer.alloc(2 ** 20), Buffer.alloc(1)]) });
  expect(await code).toBe(2);
  expect(err()).toBe('The text is larger than 1 MiB.\n');
  expect(asked).toEqual([]);
});

test('--fail-on and --json speak to scripts', async () => {
  const { code, out } = run(['--json', '--fail-on', 'malicious', 'enrich', 'x'], { answer: says45 });
  expect(await code).toBe(1);
  expect(JSON.parse(out())).toMatchObject({ kind: 'verdicts', observables: [{ value: '45.83.10.7' }] });
});

test('colours only reach a terminal that wants them', async () => {
  const codes = '\u001b[';
  const shown = async (parts: { tty: boolean; noColour?: boolean }) => {
    const { code, out } = run(['enrich', 'x'], { answer: says45, ...parts });
    await code;
    return out();
  };
  expect(await shown({ tty: true })).toContain(codes);
  expect(await shown({ tty: true, noColour: true })).not.toContain(codes);
  expect(await shown({ tty: false })).not.toContain(codes);
});

test('refusals and failures go to standard error, as JSON to standard output', async () => {
  const answer: Answer = async () => ({
    kind: 'card',
    audience: 'asker',
    card: failureCard({ failure: { kind: 'unreachable', facts: {} }, reference: 'K7Q2', simulated: false }),
  });
  const plain = run(['enrich', 'x'], { answer });
  expect(await plain.code).toBe(69);
  expect(plain.out()).toBe('');
  expect(plain.err()).toContain('XDR could not be reached.');
  const json = run(['--json', 'enrich', 'x'], { answer });
  expect(await json.code).toBe(69);
  expect(JSON.parse(json.out())).toMatchObject({ kind: 'failure', failure: 'unreachable', reference: 'K7Q2' });
});

test('settings that are wrong are all told, cleaned, with 78', async () => {
  const bot = async () => ({ problems: ['XDR_CLIENT_ID is not set.', 'XDR_REGION \u001b[31mmust be us.'] });
  const { code, err } = run(['enrich', 'x'], { bot });
  expect(await code).toBe(78);
  expect(err()).toBe('XDR_CLIENT_ID is not set.\nXDR_REGION [31mmust be us.\n');
});

test('a Failure before there is a core has its code; anything else is thrown', async () => {
  const failing = (error: Error) => run(['enrich', 'x'], { bot: () => Promise.reject(error) });
  const unreachable = failing(new Failure('unreachable', 'no route to XDR'));
  expect(await unreachable.code).toBe(69);
  expect(unreachable.err()).toBe('no route to XDR\n');
  await expect(failing(new Error('a fault of ours')).code).rejects.toThrow('a fault of ours');
});

test('the bot is closed also when answering fails', async () => {
  const { code, closed } = run(['enrich', 'x'], { answer: () => Promise.reject(new Error('boom')) });
  await expect(code).rejects.toThrow('boom');
  expect(closed()).toBe(true);
});

test('what needs no XDR opens none', async () => {
  const bot = () => Promise.reject(new Error('opened'));
  const outputs = [['--help'], ['--version'], ['regions'], ['--nope']].map((argv) => run(argv, { bot }));
  expect(await Promise.all(outputs.map(({ code }) => code))).toEqual([0, 0, 0, 2]);
  expect(outputs.map(({ out, err }) => (out() || err()).split('\n')[0])).toEqual([
    'Usage: npx xdr-chatops [--demo] [--json] [--fail-on malicious|suspicious] [--picture file] [--file file] [verb words …]',
    '0.1.0',
    '• Regions: 0 regions of Cisco XDR, as built in, because clouds.json could not be read.',
    "Unknown option '--nope'. Text that begins with a dash goes after “--”.",
  ]);
});

test('lines without a terminal are commands; all are answered before the end, with the last one’s code', async () => {
  const answer: Answer = async (incoming) => {
    await new Promise((resolve) => setImmediate(resolve));
    if (incoming.kind === 'command' && incoming.words === 'nonsense')
      return {
        kind: 'card',
        audience: 'asker',
        card: usageCard({ given: 'nonsense', unknown: true, forms: [], prefix: '', simulated: false }),
      };
    return says45(incoming);
  };
  const { code, asked, out } = run([], {
    answer,
    stdin: Readable.from(['enrich 1.2.3.4\n\nenrich 5.6.7.8\n', 'nonsense']),
  });
  expect(await code).toBe(2);
  expect(asked.map((incoming) => incoming.kind === 'command' && incoming.words)).toEqual([
    'enrich 1.2.3.4',
    'enrich 5.6.7.8',
    'nonsense',
  ]);
  expect(out()).not.toContain('xdr>');
});

test('whoever stops reading stops us quietly', async () => {
  const stdout = Object.assign(new PassThrough(), { isTTY: false });
  stdout.destroy(new Error('EPIPE'));
  const { runTerminal } = await import('../../../adapters/terminal/run-terminal.ts');
  const code = await runTerminal({
    argv: ['--version'],
    stdin: new PassThrough(),
    stdout,
    stderr: new PassThrough(),
    noColour: true,
    version: '0.1.0',
    open: () => Promise.reject(new Error('opened')),
    regions: () => Promise.reject(new Error('asked')),
  });
  expect(code).toBe(0);
});
