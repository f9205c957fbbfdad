import fc from 'fast-check';
import { longestNote, mostParts, type Noted, noteTexts } from '../../src/rooms/note-text.ts';
import '../support/fuzz-seed.ts';
import { hostileStrings } from '../support/hostile-strings.ts';

const noted = (text: string, more: Partial<Noted> = {}): Noted => ({
  text,
  author: { id: 'UBOB', name: 'Bob' },
  by: { id: 'UANA', name: 'Ana' },
  saidAt: Date.UTC(2026, 10, 30, 6),
  message: { place: { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false }, id: '1' },
  ...more,
});

/** What CommonMark takes for the fenced part of a note, and what stands outside of it. */
function readNote(note: string): { fenced: string; outside: string } {
  const start = /^(`{3,}|~{3,})text\n/m.exec(note)!;
  const fence = start[1]!;
  const rest = note.slice(start.index + start[0].length);
  const closing = new RegExp(`^ {0,3}\\${fence[0]}{${fence.length},}[ \\t]*$`);
  let at = 0;
  for (const line of rest.split(/(?<=\r\n|\n|\r(?!\n))/)) {
    if (closing.test(line.replace(/[\r\n]+$/, ''))) {
      return { fenced: rest.slice(0, at - 1), outside: note.slice(0, start.index) + rest.slice(at + line.length) };
    }
    at += line.length;
  }
  throw new Error('the fence does not end');
}

const wholeText = (notes: readonly string[]) => notes.map((note) => readNote(note).fenced).join('');

test.each([
  'plain',
  '```\nout\n```',
  '~~~\n```\n~~~~~\n`````',
  '   ````   \r\n# heading\r![x](https://evil.example/x.png)',
  `${'`'.repeat(4_000)}\n${'~'.repeat(4_000)}`,
  '`\n'.repeat(4_000),
  '😀'.repeat(6_000),
  `x${'😀'.repeat(6_000)}`,
  ' \n\n ',
  '\n',
])('%j stands in its fence, whole, and ends it nowhere', (text) => {
  const notes = noteTexts(noted(text));
  expect(notes.every((note) => note.length <= longestNote && note.isWellFormed())).toBe(true);
  expect(wholeText(notes)).toBe(text);
  for (const note of notes) expect(readNote(note).outside).toMatch(/^Message from Slack/);
});

test('no run of the fence’s sign in the text is as long: some readers end it where CommonMark does not', () => {
  for (const text of ['a\n```~\n![x](https://evil.example/x.png)', 'a ```` b\n~~~`', '```x ~~~~']) {
    const [, fence = '', rest = ''] = /\n((?:`{3,})|(?:~{3,}))text\n([\s\S]*)\n\1$/.exec(noteTexts(noted(text))[0]!)!;
    expect(rest).toBe(text);
    expect(rest).not.toContain(fence);
  }
});

test('whatever people write comes back out of the notes', () => {
  const piece = fc.constantFrom(
    '`',
    '~',
    '```',
    '~~~~',
    '\n',
    '\r',
    '\r\n',
    ' ',
    '\t',
    'x',
    '😀',
    '[a](http://b)',
    '<!--',
  );
  const text = fc.array(fc.oneof(piece, fc.string({ unit: 'grapheme' })), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 60 }), (pieces, times) => {
      const words = pieces.join('').repeat(times).slice(0, 60_000).toWellFormed();
      fc.pre(words.length > 0);
      const notes = noteTexts(noted(words));
      expect(notes.every((note) => note.length <= longestNote && note.isWellFormed())).toBe(true);
      expect(wholeText(notes)).toBe(words);
    }),
    { numRuns: 200 },
  );
});

test('what is longer than is kept says so, in the last of its parts', () => {
  const notes = noteTexts(noted('x'.repeat(200_000)));
  expect(notes).toHaveLength(mostParts);
  expect(notes.at(-1)).toContain('longer than is kept');
  expect(notes[0]).not.toContain('longer than is kept');
});

test.each(hostileStrings)('a name of %j brings nothing to life', (name) => {
  const [note = ''] = noteTexts(noted('x', { author: { id: 'U1', name }, by: { id: 'U2', name } }));
  const { outside } = readNote(note);
  expect(outside).not.toMatch(/[[\]`*_<#!|\\]|https?:\/\//);
});

test.each(['http://x.example', 'https://x.example/ <b>', 'https://x.example/>\n# x', 'javascript:alert(1)'])(
  'the address %j is left out',
  (permalink) => {
    expect(noteTexts(noted('x', { permalink }))[0]).not.toContain(permalink.slice(0, 12));
  },
);
