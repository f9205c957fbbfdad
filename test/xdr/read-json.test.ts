import { readJson } from '../../src/xdr/read-json.ts';

const read = (body: string) => readJson(body, { service: 'observe', status: 200 });
const half = 8 * 1024 * 1024;

test.each([
  ['brackets', '['.repeat(half) + ']'.repeat(half)],
  ['braces', `[${'{},'.repeat(half / 2)}{}]`],
  ['commas', `[${'1,'.repeat(half)}1]`],
  ['names in names', '{"a":'.repeat(600_000) + '1'.padEnd(600_001, '}')],
])('sixteen megabytes of %s are too large to parse', (_, body) => {
  expect(() => read(body)).toThrow(
    expect.objectContaining({ kind: 'too-large', facts: { service: 'observe', status: 200 } }),
  );
});

test('nesting as deep as the bound allows is read', () => {
  expect(read('['.repeat(499_999) + ']'.repeat(499_999))).toHaveLength(1);
});

test('sixteen megabytes of documents as they are in life are read', () => {
  const document = {
    observable: { type: 'domain', value: 'internetbadguys.com' },
    disposition: 2,
    reason: 'x'.repeat(140),
  };
  const body = JSON.stringify(Array.from({ length: 75_000 }, () => document));
  expect(body.length).toBeGreaterThan(14 * 1024 * 1024);
  expect(read(body)).toHaveLength(75_000);
});

test.each(['', '{', '<html>', 'undefined', '{"a":1}}'])('%j is malformed', (body) => {
  expect(() => read(body)).toThrow(expect.objectContaining({ kind: 'malformed' }));
});
