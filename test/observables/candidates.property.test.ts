import fc from 'fast-check';
import { candidates } from '../../src/observables/candidates.ts';
import { defang } from '../../src/observables/defang.ts';
import { findShapes } from '../../src/observables/find-shapes.ts';
import { refang } from '../../src/observables/refang.ts';
import { worthScanning } from '../../src/observables/worth-scanning.ts';
import { anyText, coreObservable, nearText } from './observable-texts.ts';

const keys = (text: string) => candidates(text).map(({ shape, value }) => `${shape} ${value}`);

test('any text is read without an error, into distinct candidates of one line and bounded length', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const found = keys(text);
      expect(new Set(found).size).toBe(found.length);
      for (const one of candidates(text)) {
        expect(one.value).not.toMatch(/[\n\r\u2028\u2029\x80]/);
        expect(one.value.length).toBeLessThanOrEqual(2000);
      }
    }),
    { numRuns: 3000 },
  );
});

test('two lines hold what each of them holds', () => {
  fc.assert(
    fc.property(anyText, anyText, (a, b) => {
      expect(keys(`${a}\n${b}`)).toEqual([...new Set([...keys(a), ...keys(b)])]);
    }),
    { numRuns: 2000 },
  );
});

test('what the first glance turns away holds nothing', () => {
  fc.assert(
    fc.property(nearText, (text) => {
      if (!worthScanning(text)) expect(findShapes(refang(text))).toEqual([]);
    }),
    { numRuns: 20_000 },
  );
});

test('an observable is found in a sentence, live and defanged', () => {
  fc.assert(
    fc.property(coreObservable, (observable) => {
      const [live] = candidates(`we saw ${observable.value} again`);
      expect(live?.shape).toBe(observable.type);
      expect(candidates(`we saw ${defang(observable)} again`)).toEqual([live]);
      expect(candidates(defang(observable))).toEqual([live]);
    }),
    { numRuns: 2000 },
  );
});

test('a URL, an address, an e-mail address that was found is found again in itself', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const one of candidates(text).filter(
        ({ shape }) => shape === 'url' || shape === 'ip' || shape === 'email',
      )) {
        expect(candidates(one.value)).toContainEqual(one);
      }
    }),
    { numRuns: 2000 },
  );
});
