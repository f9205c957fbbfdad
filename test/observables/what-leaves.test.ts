import fc from 'fast-check';
import type { Candidate } from '../../src/observables/candidate.ts';
import { candidates } from '../../src/observables/candidates.ts';
import { companions, whatLeaves } from '../../src/observables/what-leaves.ts';
import { anyText } from './observable-texts.ts';

const url: Candidate = { shape: 'url', value: 'https://user:secret@bad.example:8443/a/b?token=1#frag' };
const email: Candidate = { shape: 'email', value: 'bob@bad.example' };

test.each([
  ['full', [url]],
  ['path', [{ shape: 'url', value: 'https://bad.example:8443/a/b' }]],
  ['host', [{ shape: 'domain', value: 'bad.example' }]],
] as const)('of a URL %s leaves as asked', (urls, expected) => {
  expect(whatLeaves([url], { urls, email: 'off' })).toEqual(expected);
});

test.each([
  ['full', [email]],
  ['domain', [{ shape: 'domain', value: 'bad.example' }]],
  ['off', []],
] as const)('of an e-mail address %s leaves as asked', (mail, expected) => {
  expect(whatLeaves([email], { urls: 'full', email: mail })).toEqual(expected);
});

test('hosts that are addresses keep their type', () => {
  const leaving = whatLeaves(
    ['http://192.0.2.7/x', 'http://[2001:db8::7]:80/x'].map((value) => ({ shape: 'url', value })),
    { urls: 'host', email: 'off' },
  );
  expect(leaving).toEqual([
    { shape: 'ip', value: '192.0.2.7' },
    { shape: 'ipv6', value: '2001:db8::7' },
  ]);
});

test('what becomes equal by cutting leaves once', () => {
  const all = [
    url,
    { ...url, value: 'https://bad.example:8443/a/b?other' },
    email,
    { shape: 'ip', value: '192.0.2.7' },
  ] as const;
  expect(whatLeaves(all, { urls: 'path', email: 'domain' })).toEqual([
    { shape: 'url', value: 'https://bad.example:8443/a/b' },
    { shape: 'domain', value: 'bad.example' },
    { shape: 'ip', value: '192.0.2.7' },
  ]);
});

test('no user info, query or fragment of any URL leaves by path, and nothing but a host by host', () => {
  fc.assert(
    fc.property(anyText, fc.webUrl({ withQueryParameters: true, withFragments: true }), (text, link) => {
      for (const { shape, value } of whatLeaves(candidates(`${text} ${link}`), { urls: 'path', email: 'domain' })) {
        expect(shape).not.toBe('email');
        if (shape === 'url') expect(value).not.toMatch(/[?#]|:\/\/[^/]*@/);
      }
      for (const { shape, value } of whatLeaves(candidates(`${text} ${link}`), { urls: 'host', email: 'off' })) {
        expect(shape).not.toBe('url');
        if (shape === 'domain') expect(value).not.toMatch(/[/?#@]/);
      }
    }),
    { numRuns: 1000 },
  );
});

test.each([
  [{ type: 'url', value: 'http://u@bad.example:80/x' }, [{ type: 'domain', value: 'bad.example' }]],
  [{ type: 'url', value: 'http://192.0.2.7/x' }, [{ type: 'ip', value: '192.0.2.7' }]],
  [{ type: 'url', value: 'http://[2001:db8::7]/x' }, [{ type: 'ipv6', value: '2001:db8::7' }]],
  [{ type: 'url', value: 'nonsense' }, []],
  [{ type: 'email', value: 'bob@bad.example' }, [{ type: 'domain', value: 'bad.example' }]],
  [{ type: 'email', value: 'bob@[192.0.2.7]' }, [{ type: 'ip', value: '192.0.2.7' }]],
  [{ type: 'domain', value: 'bad.example' }, []],
])('%j is looked up with %j', (observable, expected) => {
  expect(companions(observable)).toEqual(expected);
});
