import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { createPressStrings, longestPress } from '../../src/presses/press.ts';

const { signPress, readPress } = createPressStrings(randomBytes(32));
const press = { do: 'details', observable: { type: 'ip', value: '45.83.10.7' } } as const;

test('a press survives its way through a button', () => {
  expect(readPress(signPress(press))).toEqual(press);
});

test('a press signed with another key, or changed, is nobody’s', () => {
  const other = createPressStrings(randomBytes(32));
  expect(readPress(other.signPress(press))).toBeUndefined();
  expect(readPress(signPress(press).replace('45.83', '45.84'))).toBeUndefined();
});

test('any text at all is either a press of ours or nothing', () => {
  fc.assert(fc.property(fc.string(), (text) => readPress(text) === undefined));
});

test('a press of the longest usual value fits a button', () => {
  const longest = signPress({
    do: 'details',
    observable: { type: 'url', value: `https://e.example/${'a'.repeat(1800)}` },
  });
  expect(longest.length).toBeLessThanOrEqual(longestPress);
});
