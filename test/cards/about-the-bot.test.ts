import { helpCard } from '../../src/cards/help-card.ts';
import { joinCard } from '../../src/cards/join-card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { regionsCard } from '../../src/cards/regions-card.ts';
import { statusCard } from '../../src/cards/status-card.ts';
import type { StatusFacts } from '../../src/cards/status-facts.ts';

const status: StatusFacts = {
  version: '0.1.0',
  xdr: { state: 'ok' },
  region: 'eu',
  scopes: ['enrich:read', 'inspect:read'],
  budget: { limit: 4000, used: 12 },
  here: { watch: 'quiet', present: true },
  platforms: [{ platform: 'slack', state: 'ok' }],
  database: 'PGlite',
};

test('status shows each part', () => {
  expect(plainText(statusCard({ status, simulated: false }))).toMatchInlineSnapshot(`
"All well: XDR (eu) ok; 12 of 4000 calls this hour.
  XDR: eu, ok
  Scopes: enrich:read inspect:read
  Budget: 12 of 4000 calls used in the last 60 minutes
  Watching here: quiet: speaks when something is malicious or suspicious
  In this channel: yes
  Slack: ok
  Database: PGlite
  Version: 0.1.0"
`);
});

test('status is degraded when a part is, or the bot is not in the channel', () => {
  const down = { ...status, xdr: { state: 'degraded' as const, reason: 'time-outs' } };
  expect(statusCard({ status: down, simulated: false }).headline).toBe(
    'Degraded: XDR (eu) degraded: time-outs; 12 of 4000 calls this hour.',
  );
  const absent = statusCard({ status: { ...status, here: { present: false } }, simulated: false });
  expect(plainText(absent)).toContain('In this channel: no: invite the bot');
});

test('status tells what is reserved, what others have left, and what waits', () => {
  const budget = { limit: 4000, used: 12, reserved: 8, organisation: 7000 };
  const busy = plainText(
    statusCard({ status: { ...status, budget, waiting: { messages: 3, oldest: 185 } }, simulated: false }),
  );
  expect(busy).toContain('12 of 4000 calls used in the last 60 minutes, 8 reserved, 7000 left to the organisation');
  expect(busy).toContain('Waiting: 3 messages, the oldest for 3 minutes');
  const calm = statusCard({ status: { ...status, waiting: { messages: 0, oldest: 0 } }, simulated: false });
  expect(plainText(calm)).toContain('Waiting: no message');
});

test('status without a token says so', () => {
  const { scopes: _none, ...untold } = status;
  expect(plainText(statusCard({ status: untold, simulated: false }))).toContain('Scopes: not known: no token yet');
});

test('help lists the verbs, and what is not granted', () => {
  const verbs = [
    { usage: 'enrich <any text>', does: 'What XDR knows.', missing: [] },
    { usage: 'pivot <observable>', does: 'Ways on.', missing: ['enrich/observables/refer:read'] },
  ];
  expect(plainText(helpCard({ verbs, prefix: 'npx x', alone: true, simulated: true }))).not.toContain('--private');
  expect(plainText(helpCard({ verbs, prefix: '/xdr', simulated: true }))).toMatchInlineSnapshot(`
"SIMULATED
Commands: what the bot can be asked.
  enrich: What XDR knows. /xdr enrich <any text>
  pivot: Ways on. /xdr pivot <observable> Not granted: enrich/observables/refer:read
Values may be written defanged; --private shows the answer to you alone."
`);
});

test('on joining, two sentences say what is read, what leaves, and how to stop it', () => {
  const facts = { region: 'eu', prefix: '/xdr', simulated: false } as const;
  expect(plainText(joinCard({ ...facts, watch: 'quiet', urls: 'path', email: 'domain' }))).toMatchInlineSnapshot(`
"Hello: I look up addresses, hashes and URLs in Cisco XDR.
I read the messages here, and of those that hold an address, a hash, a URL or the like only that goes to Cisco XDR (eu): URLs without user name, query and fragment, of e-mail addresses only the domain. I speak when something is malicious or suspicious; switch me off with /xdr watch off."
`);
  expect(
    plainText(joinCard({ ...facts, watch: 'quiet', urls: 'path', email: 'domain', direct: true })),
  ).toMatchInlineSnapshot(`
"Hello: I look up addresses, hashes and URLs in Cisco XDR.
What you write to me here I look up in Cisco XDR (eu), and only what you ask for goes there. Begin with enrich 198.51.100.7 or help."
`);
  expect(plainText(joinCard({ ...facts, watch: 'quiet', urls: 'path', email: 'domain', files: true }))).toContain(
    'off. Files that are posted here I read too, and send of each its hash, and of text what I would of a message; /xdr files off leaves them alone.',
  );
  expect(plainText(joinCard({ ...facts, watch: 'off', urls: 'full', email: 'off', files: true }))).not.toContain(
    'Files',
  );
  expect(plainText(joinCard({ ...facts, watch: 'off', urls: 'full', email: 'off' }))).toMatchInlineSnapshot(`
"Hello: I look up addresses, hashes and URLs in Cisco XDR.
I do not read along in this channel: only what a command gives me goes to Cisco XDR (eu). Switch reading on with /xdr watch quiet."
`);
  expect(
    plainText(joinCard({ ...facts, watch: 'all', urls: 'host', email: 'off', simulated: true })),
  ).toMatchInlineSnapshot(`
"SIMULATED
Hello: I look up addresses, hashes and URLs in Cisco XDR.
I read the messages here, and of those that hold an address, a hash, a URL or the like only that goes to a simulated Cisco XDR on this machine: of URLs only the host, e-mail addresses not at all. I answer all of them; switch me off with /xdr watch off."
`);
});

test('regions name the setting', () => {
  const clouds = [
    { name: 'Europe', region: 'eu', visibility: 'https://visibility.eu.amp.cisco.com' },
    { name: 'Mars', region: undefined, visibility: 'https://visibility.mars.example' },
  ];
  expect(plainText(regionsCard({ clouds, from: 'built-in' }))).toMatchInlineSnapshot(`
"Regions: 2 regions of Cisco XDR, as built in, because clouds.json could not be read.
  Europe: XDR_REGION=eu visibility.eu.amp.cisco.com https://visibility.eu.amp.cisco.com/
  Mars: XDR_VISIBILITY_URL visibility[.]mars[.]example"
`);
});
