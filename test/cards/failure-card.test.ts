import { failureCard } from '../../src/cards/failure-card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import type { FailureFacts, FailureKind } from '../../src/failure.ts';

const card = (kind: FailureKind, facts: FailureFacts = {}) =>
  failureCard({ failure: { kind, facts }, reference: 'K7Q2', simulated: false });

test('a failure says what happened, what to do, and its reference', () => {
  const facts = { service: 'deliberate', status: 503, traceId: '5e0f', retryAt: Date.UTC(2026, 2, 2, 10, 42) };
  expect(plainText(card('unavailable', facts))).toMatchInlineSnapshot(`
"Failed: XDR has a fault of its own.
Try again after 2026-03-02 10:42 UTC.
Reference K7Q2, deliberate, HTTP 503, for Cisco's support: trace id 5e0f."
`);
  expect(plainText(card('unauthorized', { service: 'token', status: 401 }))).toMatchInlineSnapshot(`
"Failed: XDR does not accept the bot's API client.
An administrator of the bot must check XDR_CLIENT_ID, XDR_CLIENT_PASSWORD and XDR_REGION: a client works only in its own region.
Reference K7Q2, token, HTTP 401."
`);
});

test('what an administrator must do does not hide when the next try is', () => {
  const retryAt = Date.UTC(2026, 2, 2, 10, 42);
  expect(plainText(card('unauthorized', { retryAt }))).toContain('own region. Try again after 2026-03-02 10:42 UTC.');
  expect(plainText(card('unreachable', { retryAt }))).toContain(
    'Try again after 2026-03-02 10:42 UTC. If it stays so, an administrator of the bot must check network and proxy.',
  );
  expect(plainText(card('bad-request'))).not.toContain('again after');
});

test('what is a refusal looks like one', () => {
  expect(card('rate-limited', { retryAt: 0 }).data).toEqual({ kind: 'refusal', why: 'rate-limited', retryAt: 0 });
  expect(card('over-budget').headline).toContain('Not now');
  expect(card('missing-scope', { scopes: ['inspect:read'] }).data).toEqual({
    kind: 'refusal',
    why: 'missing-scope',
    scopes: ['inspect:read'],
  });
});

const kinds: readonly FailureKind[] = [
  'unauthorized',
  'missing-scope',
  'rate-limited',
  'over-budget',
  'bad-request',
  'not-found',
  'unavailable',
  'timed-out',
  'unreachable',
  'malformed',
  'too-large',
  'store-unavailable',
  'platform-rate-limited',
  'platform-unavailable',
  'platform-refused',
  'place-gone',
];

test.each(kinds)('every kind has a sentence, a way on and the reference: %s', (kind) => {
  const lines = plainText(card(kind)).split('\n');
  expect(lines[0]).toMatch(/^(Failed|Not now|Not granted): .+\.$/);
  expect(lines[1]).toMatch(/[.…]$/);
  expect(lines.at(-1)).toBe('Reference K7Q2.');
});
