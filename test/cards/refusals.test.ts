import { busyCard } from '../../src/cards/busy-card.ts';
import { expiredCard } from '../../src/cards/expired-card.ts';
import { missingScopeCard } from '../../src/cards/missing-scope-card.ts';
import { notPermittedCard } from '../../src/cards/not-permitted-card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { usageCard } from '../../src/cards/usage-card.ts';

const simulated = false;

test('a full hour names the time of the next try', () => {
  const card = busyCard({ why: 'over-budget', retryAt: Date.UTC(2026, 2, 2, 10, 42), reference: 'K7Q2', simulated });
  expect(plainText(card)).toMatchInlineSnapshot(`
"Not now: the bot's share of the hourly XDR calls is used up.
Try again after 2026-03-02 10:42 UTC.
Reference K7Q2."
`);
  expect(card.data).toEqual({ kind: 'refusal', why: 'over-budget', retryAt: Date.UTC(2026, 2, 2, 10, 42) });
  expect(plainText(busyCard({ why: 'too-many', simulated }))).toMatchInlineSnapshot(`
"Not now: you have sent more commands in a minute than the bot takes from one person.
Wait a minute."
`);
});

test('a missing scope is named, with who can grant it', () => {
  const missing = ['enrich/observables/observe:read'];
  const card = missingScopeCard({ verb: 'details', missing, simulated });
  expect(plainText(card)).toMatchInlineSnapshot(`
"Not granted: the bot's XDR API client may not do “details”.
An administrator of XDR can grant it to the API client (Administration, API Clients).
  Missing scope: enrich/observables/observe:read"
`);
  expect(card.data).toEqual({ kind: 'refusal', why: 'missing-scope', scopes: missing });
  expect(plainText(missingScopeCard({ missing: [], simulated }))).toMatchInlineSnapshot(`
"Not granted: the bot's XDR API client may not do this.
XDR did not say which scope. An administrator of XDR can compare the API client with the scopes in “status” and “help”."
`);
});

test('who may not is told who may, and whom to ask', () => {
  const facts = { verb: 'details', needs: 'analysts' as const, simulated };
  expect(plainText(notPermittedCard({ ...facts, standing: 'member' }))).toMatchInlineSnapshot(`
"Not permitted: “details” is for analysts.
An administrator of the bot can let you: grant @you analyse, or the setting CHATOPS_ANALYSTS."
`);
  expect(plainText(notPermittedCard({ ...facts, needs: 'responders', prefix: '/xdr', standing: 'member' }))).toContain(
    'let you: /xdr grant @you respond, or the setting CHATOPS_RESPONDERS.',
  );
  expect(plainText(notPermittedCard({ ...facts, needs: 'admins', standing: 'member' }))).toContain(
    'can add you: setting CHATOPS_ADMINS.',
  );
  expect(plainText(notPermittedCard({ ...facts, standing: 'guest' }))).toMatchInlineSnapshot(`
"Not permitted: only full members of this workspace may ask the bot.
Ask a member to look it up."
`);
});

test('a list that is gone says what to do', () => {
  expect(plainText(expiredCard({ simulated }))).toMatchInlineSnapshot(`
"Expired: what this button stood for is kept no longer.
Run the command again."
`);
});

test('a command that cannot be read shows the form that can', () => {
  const forms = [{ usage: 'details <observable>', does: 'Why sources say so.' }];
  expect(
    plainText(usageCard({ given: 'details', unknown: false, forms, prefix: '/xdr', simulated: false })),
  ).toMatchInlineSnapshot(`
"Usage: “details” is written like this.
  details: Why sources say so. /xdr details <observable>"
`);
  expect(
    plainText(usageCard({ given: 'detials', unknown: true, forms, prefix: '', simulated: false })),
  ).toMatchInlineSnapshot(`
"Usage: there is no command “detials”.
  details: Why sources say so. details <observable>"
`);
  expect(usageCard({ given: ' ', unknown: true, forms, prefix: '', simulated: false }).headline).toBe(
    'Usage: there is no command in this.',
  );
});
