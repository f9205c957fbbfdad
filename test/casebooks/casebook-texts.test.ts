import fc from 'fast-check';
import { addedWords, notIn } from '../../src/casebooks/casebook-words.ts';
import { parseCasebookRef } from '../../src/casebooks/parse-casebook-ref.ts';
import { splitText } from '../../src/casebooks/split-text.ts';

const uuid = '85b6bc45-b2fa-5c1b-8a58-5b157c1c3f98';
const id = `casebook-${uuid}`;

test.each([
  id,
  uuid,
  id.toUpperCase(),
  ` <https://visibility.amp.cisco.com/investigate?spid=${uuid}> `,
  `https://visibility.eu.amp.cisco.com/investigate?spid=${id}`,
  `https://private.intel.amp.cisco.com/ctia/casebook/${id}`,
  `https://private.intel.apjc.amp.cisco.com:443/ctia/casebook/${id}`,
  `https://xdr.us.security.cisco.com/casebooks/${uuid}`,
  `https://xdr.example/investigate?spid=${uuid}`,
])('“%s” names a casebook', (words) => {
  expect(parseCasebookRef(words, ['XDR.example'])).toBe(id);
});

test.each([
  '',
  'last',
  `incident-${uuid}`,
  `${id} ${id}`,
  `http://visibility.amp.cisco.com/investigate?spid=${uuid}`,
  `https://visibility.amp.cisco.com.evil.example/investigate?spid=${uuid}`,
  `https://user@visibility.amp.cisco.com/investigate?spid=${uuid}`,
  `https://visibility.amp.cisco.com\\@evil.example/investigate?spid=${uuid}`,
  `https://visibility.amp.cisco.com/investigate?id=${uuid}`,
  `https://visibility.amp.cisco.com:8443/investigate?spid=${uuid}`,
  `https://evil.example/casebook/${uuid}`,
])('“%s” names none', (words) => {
  expect(parseCasebookRef(words)).toBeUndefined();
});

test('any text is read, or not, and nothing else happens', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (words) => parseCasebookRef(words) === undefined));
});

test('a text in pieces is the whole text, in pieces that fit, and no character is cut', () => {
  const words = fc.array(fc.oneof(fc.constantFrom(' ', '\n', '  '), fc.string({ unit: 'grapheme', maxLength: 12 })), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(words, fc.integer({ min: 4, max: 40 }), (parts, most) => {
      const text = parts.join('');
      const pieces = splitText(text, most);
      expect(pieces.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      for (const piece of pieces)
        expect([piece.length <= most, piece !== '', piece.isWellFormed()]).toEqual([true, true, true]);
    }),
  );
  expect(splitText('one two\nthree', 9)).toEqual(['one two', 'three']);
  expect(splitText('one two three', 9)).toEqual(['one two', 'three']);
  expect(splitText('x'.repeat(12), 5)).toEqual(['xxxxx', 'xxxxx', 'xx']);
  expect(splitText(' \n ', 5)).toEqual([]);
});

test.each([
  [{ added: 3, already: 2 }, '3 added, 2 were in it already'],
  [{ added: 1, already: 1 }, '1 added, 1 was in it already'],
  [{ added: 1, already: 0 }, '1 added'],
  [{ added: 0, already: 1 }, 'nothing added, it was in it already'],
  [{ added: 0, already: 4 }, 'nothing added, all 4 were in it already'],
  [{ added: 0, already: 0, texts: 2 }, 'a note added'],
  [{ added: 2, already: 0, texts: 1 }, '2 added, with a note'],
  [{ added: 0, already: 0 }, 'nothing added'],
])('%j is told in words', (added, words) => {
  expect(addedWords(added)).toBe(words);
});

test('the same in another spelling is the same, and of another type it is not', () => {
  const held = [{ type: 'domain', value: 'evil.example' }];
  const given = [
    { type: 'domain', value: 'EVIL.example' },
    { type: 'hostname', value: 'evil.example' },
    { type: 'hostname', value: 'Evil.example' },
  ];
  expect(notIn(held, given).map(({ type }) => type)).toEqual(['hostname']);
});
