import { PassThrough } from 'node:stream';
import { terminalPlace } from '../../../adapters/terminal/ask.ts';
import type { Incoming } from '../../../src/incoming.ts';
import type { Answer, Reply } from '../../../src/reply.ts';
import { verdictCard } from '../../../src/verdicts/verdict-card.ts';
import { address, finding } from '../../cards/samples.ts';
import { run } from './terminal-run.ts';

const answer: Answer = async () => ({
  kind: 'card',
  audience: 'room',
  card: verdictCard({ findings: [finding(address)], simulated: true, offers: { details: true, pivot: true } }),
});

/** A prompt at a terminal; `typed` resolves when what follows the keys matches. */
function prompt(parts: { answer?: Answer } = {}) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const session = run([], { answer, stdin, tty: true, noColour: true, ...parts });
  const typed = async (keys: string, shows: RegExp | string) => {
    const shown = session.shows(shows);
    stdin.write(keys);
    await shown;
  };
  return { ...session, stdin, typed };
}

const words = (incoming: Incoming | undefined) => (incoming?.kind === 'command' ? incoming.words : undefined);

test('a line is a command, a number presses a button of the last card', async () => {
  const { code, asked, typed, stdin, out } = prompt();
  await typed('enrich 45.83.10.7\r', /\[1\] Details of 45\.83\.10\[\.\]7 {2}\[2\] Pivot[\s\S]*xdr> /);
  await typed('2\r', /Pivot[\s\S]*xdr> /);
  stdin.write('\u0004');
  expect(await code).toBe(0);
  expect(words(asked[0])).toBe('enrich 45.83.10.7');
  expect(asked[1]).toMatchObject({
    kind: 'press',
    press: `signed ${JSON.stringify({ do: 'pivot', observable: address })}`,
  });
  expect(out()).toMatch(/^help lists the commands/);
});

test('a number without a button is a command like any other', async () => {
  const { code, asked, typed, stdin } = prompt();
  await typed('7\r', /\[2\][\s\S]*xdr> /);
  stdin.write('exit\r');
  expect(await code).toBe(0);
  expect(asked.map(words)).toEqual(['7']);
});

test('a dash takes lines up to a single dot', async () => {
  const { code, asked, typed, stdin } = prompt();
  await typed('enrich -\rone\r two\r.\r', 'Unknown');
  stdin.write('quit\r');
  expect(await code).toBe(0);
  expect(asked.map(words)).toEqual(['enrich \none\n two']);
});

test('Ctrl-C clears what is typed, and leaves an empty line', async () => {
  const { code, asked, typed, stdin, closed } = prompt();
  await typed('enrich 1.2.3.4\u0003', /1\.2\.3\.4[\s\S]*xdr> /);
  stdin.write('\u0003');
  expect(await code).toBe(0);
  expect(asked).toEqual([]);
  expect(closed()).toBe(true);
});

test('Ctrl-C leaves also while an answer is under way, which is then not shown', async () => {
  const asked = Promise.withResolvers<void>();
  const late = Promise.withResolvers<Reply>();
  const { code, stdin, out } = prompt({
    answer: () => {
      asked.resolve();
      return late.promise;
    },
  });
  stdin.write('enrich 1.2.3.4\r');
  await asked.promise;
  stdin.write('\u0003');
  expect(await code).toBe(0);
  late.resolve(await answer({ kind: 'join', key: 'k', place: terminalPlace }));
  await new Promise((resolve) => setImmediate(resolve));
  expect(out()).not.toContain('Unknown');
});

test('the arrow brings the last line back', async () => {
  const { code, asked, typed, stdin } = prompt();
  await typed('enrich 1.2.3.4\r', /\[2\][\s\S]*xdr> /);
  await typed('\u001b[A\r', /\[2\][\s\S]*xdr> /);
  stdin.write('\u0004');
  await code;
  expect(asked.map(words)).toEqual(['enrich 1.2.3.4', 'enrich 1.2.3.4']);
});

test('a bot that fails ends the prompt with its error', async () => {
  const { code, stdin } = prompt({ answer: () => Promise.reject(new Error('boom')) });
  stdin.write('help\r');
  await expect(code).rejects.toThrow('boom');
});

test('a button that asks for more than the terminal can is answered with where it can be pressed', async () => {
  const form: Reply = {
    kind: 'form',
    form: {
      card: { headline: 'Isolate', simulated: true, parts: [] },
      fields: [],
      submit: { text: 'Isolate', press: { do: 'confirm', request: 'r1' } },
    },
  };
  const { code, typed, stdin, err } = prompt({ answer: async (one) => (one.kind === 'press' ? form : answer(one)) });
  await typed('enrich 45.83.10.7\r', /\[1\] Details[\s\S]*xdr> /);
  await typed('1\r', /xdr> /);
  stdin.write('\u0004');
  expect(await code).toBe(0);
  expect(err()).toContain('confirmed in Slack or Teams');
});
