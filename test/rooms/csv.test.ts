import fc from 'fast-check';
import { csvCell, csvLine } from '../../src/rooms/csv.ts';
import { hostile } from '../support/hostile-strings.ts';

test.each([
  ['plain', '"plain"'],
  ['', '""'],
  [3, '"3"'],
  ['a "quoted" word', '"a ""quoted"" word"'],
  ['two,cells;or\tthree', '"two,cells;or\tthree"'],
  ['two\r\nlines', '"two\r\nlines"'],
  ['=1+1', '"\'=1+1"'],
  ['=HYPERLINK("http://evil.example","x")', '"\'=HYPERLINK(""http://evil.example"",""x"")"'],
  ['+1', '"\'+1"'],
  ['-2+3', '"\'-2+3"'],
  ['@SUM(A1)', '"\'@SUM(A1)"'],
  ['\tx', '"\'\tx"'],
  ['\rx', '"\'\rx"'],
  ['\n=1', '"\'\n=1"'],
  ['  =1', '"\'  =1"'],
  ['\u200b=1', '"\'\u200b=1"'],
  ['\u202e=1', '"\'\u202e=1"'],
  ['\u00ad\u2066=1', '"\'\u00ad\u2066=1"'],
  ['\ufeff=1', '"\'\ufeff=1"'],
  ['\u00a0=1', '"\'\u00a0=1"'],
  ['\uff1d1', '"\'\uff1d1"'],
  ['\uff0b1', '"\'\uff0b1"'],
  ['\uff0d1', '"\'\uff0d1"'],
  ['\uff20x', '"\'\uff20x"'],
  ['\u22121', '"\'\u22121"'],
  ['a=1', '"a=1"'],
  ["'=1", '"\'=1"'],
  ['a\0b\u001bc', '"a\ufffdb\ufffdc"'],
  ['\ud800', '"\ufffd"'],
])('%j is the cell %j', (given, cell) => {
  expect(csvCell(given)).toBe(cell);
});

/** RFC 4180 as it is read: written here anew, so that it shares nothing with what writes. */
function read(text: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    if (text[at] !== '"') throw new Error(`no quote at ${at}`);
    let cell = '';
    for (at += 1; ; at += 1) {
      if (at >= text.length) throw new Error('a cell without an end');
      if (text[at] !== '"') cell += text[at];
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else break;
    }
    rows.at(-1)!.push(cell);
    at += 1;
    if (text[at] === ',') at += 1;
    else if (text.startsWith('\r\n', at)) {
      at += 2;
      if (at < text.length) rows.push([]);
    } else throw new Error(`neither comma nor line end at ${at}`);
  }
  return rows;
}

test('whatever the cells hold, as many are read back, and none begins like a formula', () => {
  fc.assert(
    fc.property(fc.array(fc.array(hostile, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }), (rows) => {
      const back = read(rows.map(csvLine).join(''));
      expect(back.map((cells) => cells.length)).toEqual(rows.map((cells) => cells.length));
      for (const [row, cells] of back.entries())
        for (const [column, cell] of cells.entries()) {
          expect(cell).not.toMatch(/^[\s\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u);
          expect(cell).not.toMatch(/^[\t\r\n]/);
          const given = rows[row]![column]!.toWellFormed();
          if (!/\p{Cc}/u.test(given)) expect([given, `'${given}`]).toContain(cell);
        }
    }),
  );
});
