import { createIgnored } from '../../src/observables/ignored.ts';

const isIgnored = createIgnored({
  ignore: ['corp-name.com', '.sub.other.com', '45.83.0.0/16', '2a00:1::/32', '9.9.9.9'],
  documentation: true,
});

test.each([
  ['ip', '10.1.2.3', 'a private address'],
  ['ip', '100.64.1.1', 'a private address'],
  ['ip', '127.0.0.1', 'a loopback address'],
  ['ip', '169.254.169.254', 'a link-local address'],
  ['ip', '224.0.0.251', 'a multicast address'],
  ['ip', '255.255.255.255', 'a broadcast address'],
  ['ip', '0.0.0.0', 'an unspecified address'],
  ['ip', '240.0.0.1', 'a reserved address'],
  ['ip', '203.0.113.9', 'a documentation address'],
  ['ip', '45.83.10.7', 'on the ignore list'],
  ['ip', '9.9.9.9', 'on the ignore list'],
  ['ipv6', 'fe80::1', 'a link-local address'],
  ['ipv6', 'fd00::1', 'a private address'],
  ['ipv6', '::1', 'a loopback address'],
  ['ipv6', '::ffff:10.0.0.1', 'a private address'],
  ['ipv6', '2001:db8::1', 'a documentation address'],
  ['ipv6', '2a00:1:2::3', 'on the ignore list'],
  ['domain', 'corp-name.com', 'on the ignore list'],
  ['domain', 'WWW.Corp-Name.com.', 'on the ignore list'],
  ['domain', 'a.sub.other.com', 'on the ignore list'],
  ['domain', 'example.com', 'a documentation name'],
  ['domain', 'bad.example', 'a documentation name'],
  ['url', 'https://u:p@www.corp-name.com:8443/x', 'on the ignore list'],
  ['url', 'http://10.1.2.3/x', 'a private address'],
  ['url', 'http://[fe80::1%25eth0]/x', 'a link-local address'],
  ['url', 'http://build.internal/x', 'a name of a private network'],
  ['email', 'bob@mail.corp-name.com', 'on the ignore list'],
  ['url', 'https://xdr.us.security.cisco.com/incidents/x', 'a page of Cisco XDR'],
  ['domain', 'xdr.apjc.security.cisco.com', 'a page of Cisco XDR'],
])('%s %s is left alone: %s', (type, value, reason) => {
  expect(isIgnored({ type, value })).toBe(reason);
});

test.each([
  ['ip', '8.8.8.8'],
  ['url', 'https://xdr.us.security.cisco.com.bad.net/incidents/x'],
  ['domain', 'cisco.com'],
  ['ipv6', '2606:4700::1111'],
  ['domain', 'notcorp-name.com'],
  ['domain', 'corp-name.com.bad.net'],
  ['domain', 'other.com'],
  ['url', 'http://bad.net/?to=corp-name.com'],
  ['email', 'corp-name.com@bad.net'],
  ['md5', '9b2cf535f27731c974343645a3985328'],
  ['url', 'no url at all'],
])('%s %s is looked up', (type, value) => {
  expect(isIgnored({ type, value })).toBeUndefined();
});

test('a candidate is judged like an observable', () => {
  expect(isIgnored({ shape: 'ip', value: '10.1.2.3' })).toBe('a private address');
});

test('documentation addresses and names are looked up where they are not ignored', () => {
  const inDemo = createIgnored({ ignore: [], documentation: false });
  for (const value of ['192.0.2.1', '198.51.100.1', '203.0.113.9'])
    expect(inDemo({ type: 'ip', value })).toBeUndefined();
  expect(inDemo({ type: 'ipv6', value: '2001:db8::1' })).toBeUndefined();
  expect(inDemo({ type: 'domain', value: 'bad.example' })).toBeUndefined();
  expect(inDemo({ type: 'ip', value: '10.0.0.1' })).toBe('a private address');
});

test('entries that are neither a domain nor a network are named, all at once', () => {
  expect(() =>
    createIgnored({ ignore: ['fine.com', '10.0.0.0/99', 'not a domain', ' '], documentation: true }),
  ).toThrow('neither a domain nor an address or network (CIDR): 10.0.0.0/99, not a domain');
});
