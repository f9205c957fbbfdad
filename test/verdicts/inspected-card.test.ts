import { plainText } from '../../src/cards/plain-text.ts';
import { inspectedCard } from '../../src/verdicts/inspected-card.ts';
import { address, host } from '../cards/samples.ts';

test('observables stand by type and the sending is told', () => {
  const observables = [host, address, { type: 'domain', value: 'evil.example' }, { type: 'file_name', value: 'a.exe' }];
  expect(plainText(inspectedCard({ observables, sent: 312, simulated: true }))).toMatchInlineSnapshot(`
"SIMULATED
Inspect found 4 observables
  domain: internetbadguys[.]com, evil[.]example
  ip: 45.83.10[.]7
  file name: a[.]exe
The whole text, 312 characters, was sent to XDR as it stands."
`);
});

test('nothing found is told', () => {
  expect(plainText(inspectedCard({ observables: [], sent: 1, simulated: false }))).toMatchInlineSnapshot(`
"Inspect found no observable in this text
The whole text, 1 character, was sent to XDR as it stands. If values are defanged, use enrich."
`);
});

test('many of a type are folded', () => {
  const observables = Array.from({ length: 50 }, (_, at) => ({ type: 'ip', value: `45.83.10.${at}` }));
  expect(plainText(inspectedCard({ observables, sent: 1, simulated: false }))).toContain('and 30 more');
});
