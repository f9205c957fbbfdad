import fc from 'fast-check';
import { flightOf } from '../../src/response-actions/flight.ts';

const flight = (query: string, path = '/respond/trigger/m/block') => flightOf(`${path}?${query}`);
const usual = 'observable_type=domain&observable_value=evil.example&list=1';

test.each([
  ['in another order', 'list=1&observable_value=evil.example&observable_type=domain'],
  ['escaped where nothing has to be', 'observable_type=%64omain&observable_value=evil%2Eexample&list=%31'],
])('the same parameters %s are the same action about the same observable', (_, query) => {
  expect(flight(query)).toBe(flight(usual));
});

test('a path that is escaped otherwise is the same', () => {
  expect(flight(usual, '/respond/trigger/%6D/bl%6Fck')).toBe(flight(usual));
});

test.each([
  ['another value', usual.replace('evil', 'good')],
  ['another list', usual.replace('list=1', 'list=2')],
  ['one parameter less', usual.replace('&list=1', '')],
  ['one twice', `${usual}&list=1`],
  ['a value that reads like two parameters', 'observable_type=domain&observable_value=evil.example%26list%3D1'],
])('%s is another', (_, query) => {
  expect(flight(query)).not.toBe(flight(usual));
});

test('order and escaping never matter, values always do', () => {
  const pairs = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), fc.string()), {
    maxLength: 5,
    selector: ([name]) => name,
  });
  const everyByte = (text: string) =>
    [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  fc.assert(
    fc.property(pairs, (given) => {
      const plain = new URLSearchParams(given).toString();
      const escaped = given
        .toReversed()
        .map(([name, value]) => `${everyByte(name.toWellFormed())}=${everyByte(value.toWellFormed())}`)
        .join('&');
      return flight(escaped) === flight(plain) && flight(`${plain}&more=1`) !== flight(plain);
    }),
  );
});

test.each([
  ['/workflow/task/t#Answered', true],
  ['/sandbox/url?url=https%3A%2F%2Fa.example', true],
  ['/workflow/start/w', false],
])('with other words given %s is the same: %s', (url, same) => {
  expect(flightOf(url, { 0: 'a' }) === flightOf(url, { 0: 'b' })).toBe(same);
});
