import { observableKey } from '../../src/observables/observable.ts';

test('one thing spelled two ways has one key', () => {
  expect(observableKey({ type: 'domain', value: 'EVIL.example' })).toBe(
    observableKey({ type: 'domain', value: 'evil.example' }),
  );
});

test('the case of a URL is kept', () => {
  expect(observableKey({ type: 'url', value: 'http://e.example/A' })).not.toBe(
    observableKey({ type: 'url', value: 'http://e.example/a' }),
  );
});
