import fc from 'fast-check';
import { createSeal } from '../../src/store/seal.ts';

const secret = Buffer.alloc(32, 1);
const { seal, open } = createSeal(secret, 'secret inputs');

test('what is sealed is opened where it lies, and nowhere else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.string(), (text, bound, other) => {
      const sealed = seal(text.toWellFormed(), bound);
      expect(open(sealed, bound)).toBe(text.toWellFormed());
      if (other.toWellFormed() !== bound.toWellFormed()) expect(open(sealed, other)).toBeUndefined();
    }),
  );
});

test('the same text is never sealed alike', () => {
  expect(seal('text', 'r')).not.toBe(seal('text', 'r'));
});

test('with another secret, for another purpose, or changed, it is not opened', () => {
  const sealed = seal('text', 'r');
  expect(createSeal(Buffer.alloc(32, 2), 'secret inputs').open(sealed, 'r')).toBeUndefined();
  expect(createSeal(secret, 'something else').open(sealed, 'r')).toBeUndefined();
  const bytes = Buffer.from(sealed, 'base64url');
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 1;
    expect(open(changed.toString('base64url'), 'r')).toBeUndefined();
  }
  for (const other of ['', 'short', sealed.slice(0, -4)]) expect(open(other, 'r')).toBeUndefined();
});
