import fc from 'fast-check';
import { originsOf, parseRegion, readOrigin } from '../../src/xdr/regions.ts';

test('us has no infix on amp.cisco.com and one on security.cisco.com', () => {
  expect(originsOf('us')).toEqual({
    visibility: 'https://visibility.amp.cisco.com',
    privateIntel: 'https://private.intel.amp.cisco.com',
    globalIntel: 'https://intel.amp.cisco.com',
    automation: 'https://automate.us.security.cisco.com',
    conure: 'https://conure.us.security.cisco.com',
    ui: 'https://xdr.us.security.cisco.com',
  });
});

test('the other regions are named on both', () => {
  expect(originsOf('eu')).toEqual({
    visibility: 'https://visibility.eu.amp.cisco.com',
    privateIntel: 'https://private.intel.eu.amp.cisco.com',
    globalIntel: 'https://intel.eu.amp.cisco.com',
    automation: 'https://automate.eu.security.cisco.com',
    conure: 'https://conure.eu.security.cisco.com',
    ui: 'https://xdr.eu.security.cisco.com',
  });
  expect(originsOf('apjc').privateIntel).toBe('https://private.intel.apjc.amp.cisco.com');
});

test.each([
  ['us', 'us'],
  ['', 'us'],
  ['nam', 'us'],
  [' EU ', 'eu'],
  ['APJC', 'apjc'],
  ['europe', undefined],
  ['__proto__', undefined],
])('%j is the region %j', (text, region) => {
  expect(parseRegion(text)).toBe(region);
});

test.each([
  ['https://xdr.example.com', 'https://xdr.example.com'],
  ['https://xdr.example.com/', 'https://xdr.example.com'],
  ['https://xdr.example.com/iroh/', 'https://xdr.example.com'],
  ['https://user:secret@xdr.example.com:8443/iroh?x#y', 'https://xdr.example.com:8443'],
  ['xdr.example.com', 'https://xdr.example.com'],
  ['localhost:8443', 'https://localhost:8443'],
  ['xdr.example.com/iroh', 'https://xdr.example.com'],
  ['http://127.0.0.1:4100', 'http://127.0.0.1:4100'],
  [' HTTPS://XDR.Example.com ', 'https://xdr.example.com'],
  ['[::1]:3000', 'https://[::1]:3000'],
  ['ftp://xdr.example.com', undefined],
  ['javascript:alert(1)', undefined],
  ['http://', undefined],
  ['', undefined],
])('the origin in %j is %j', (text, origin) => {
  expect(readOrigin(text)).toBe(origin);
});

test('an override replaces one service, and its {region} is what that service writes there', () => {
  const overrides = {
    visibility: 'https://xdr{region}.example.com/iroh/',
    conure: 'conure-{region}.example.com',
    ui: '',
  };
  expect(originsOf('eu', overrides)).toMatchObject({
    visibility: 'https://xdr.eu.example.com',
    conure: 'https://conure-eu.example.com',
    ui: 'https://xdr.eu.security.cisco.com',
    privateIntel: 'https://private.intel.eu.amp.cisco.com',
  });
  expect(originsOf('us', overrides)).toMatchObject({
    visibility: 'https://xdr.example.com',
    conure: 'https://conure-us.example.com',
  });
});

test('an override that is no address is named', () => {
  expect(() => originsOf('us', { globalIntel: 'ftp://x' })).toThrow('globalIntel');
});

test('whatever is written, an origin has no path and joins with one slash', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true, withFragments: true })), (text) => {
      const origin = readOrigin(text);
      if (origin !== undefined) expect(new URL(`${origin}/iroh/x`).href).toBe(`${origin}/iroh/x`);
    }),
  );
});
