import fc from 'fast-check';
import { safeLink, trustedLink } from '../../src/cards/link.ts';
import { hostile } from './hostile-strings.ts';

test.each([
  'https://xdr.us.security.cisco.com/investigate?q=x',
  'https://visibility.eu.amp.cisco.com/x',
  'https://panacea.threatgrid.com/mask/samples/1',
  'https://console.example.org/x',
  'https://deep.console.example.org/x',
])('a trusted host is linked: %s', (url) => {
  expect(trustedLink(url, ['console.example.org'])?.url).toBe(url);
});

test.each([
  'http://cisco.com/x',
  'https://cisco.com.evil.example/x',
  'https://notcisco.com/x',
  'https://user@cisco.com/x',
  'https://user:pass@cisco.com/x',
  'https://evil.example\\@cisco.com/x',
  'https://example.org/x',
  'javascript:alert(1)//cisco.com',
  'data:text/html,https://cisco.com',
  '//cisco.com/x',
  'cisco.com',
  '',
  `https://cisco.com/${'a'.repeat(2000)}`,
])('anything else is not: %s', (url) => {
  expect(trustedLink(url, ['console.example.org'])).toBeUndefined();
});

test('a link holds nothing that ends a link on a platform', () => {
  expect(trustedLink('https://cisco.com/a|b>c<d e\'f"g', [])?.url).toBe('https://cisco.com/a%7Cb%3Ec%3Cd%20e%27f%22g');
});

test('a link shows its host, and what is not one says which host it is', () => {
  expect(safeLink('Report', 'https://cisco.com/x', [])).toEqual({
    span: 'link',
    text: 'Report (cisco.com)',
    url: 'https://cisco.com/x',
  });
  expect(safeLink('Report', 'https://evil.example/x', [])).toEqual({ span: 'text', text: 'Report (evil[.]example)' });
  expect(safeLink('Report', 'nonsense', [])).toEqual({ span: 'text', text: 'Report (no valid address)' });
});

test('no hostile string becomes a link', () => {
  fc.assert(
    fc.property(hostile, (bad) => {
      expect(safeLink(bad, bad, []).span).toBe('text');
    }),
  );
});
