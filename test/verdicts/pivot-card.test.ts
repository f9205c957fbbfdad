import { plainText } from '../../src/cards/plain-text.ts';
import { pivotCard } from '../../src/verdicts/pivot-card.ts';
import { gap, host } from '../cards/samples.ts';

const facts = { observable: host, gaps: [], simulated: false, trustedHosts: [] };
const link = (module: string, url: string) => ({ module, title: 'Search for this domain', url });

test('only trusted hosts are linked, the others can be read', () => {
  const links = [link('Umbrella', 'https://dashboard.umbrella.com/x'), link('Other', 'https://intel.example.com/y')];
  const card = pivotCard({ ...facts, links });
  expect(card.parts.flatMap((part) => (part.part === 'links' ? part.links : []))).toEqual([
    {
      text: 'Umbrella: Search for this domain',
      url: 'https://dashboard.umbrella.com/x',
      host: 'dashboard.umbrella.com',
    },
  ]);
  expect(plainText(card)).toMatchInlineSnapshot(`
"Pivot from internetbadguys[.]com (domain): 2 ways on
  Umbrella: Search for this domain: https://dashboard.umbrella.com/x
  Not a link  Other: Search for this domain (hxxps://intel[.]example[.]com/y)
Not links: these hosts are neither of Cisco nor named in the settings."
`);
});

test('no way on is said, and who did not answer', () => {
  const card = pivotCard({ ...facts, links: [], gaps: [gap('Umbrella', 'failed')] });
  expect(plainText(card)).toMatchInlineSnapshot(`
"Pivot from internetbadguys[.]com (domain): no source offers a way on
None of 1 source answered: Umbrella failed."
`);
});

test('many ways on are folded', () => {
  const links = Array.from({ length: 20 }, (_, at) => link('Umbrella', `https://dashboard.umbrella.com/${at}`));
  expect(plainText(pivotCard({ ...facts, links }))).toContain('And 5 more.');
});
