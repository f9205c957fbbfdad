import fc from 'fast-check';
import type { Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import type { Casebook } from '../../src/casebooks/casebook.ts';
import { casebookCard } from '../../src/casebooks/casebook-card.ts';
import { casebookForm } from '../../src/casebooks/casebook-form.ts';
import { noCasebookCard, noReferenceCard, unknownCard } from '../../src/casebooks/casebook-refusals.ts';
import { writerOf } from '../../src/casebooks/casebook-words.ts';
import { casebooksCard } from '../../src/casebooks/casebooks-card.ts';
import { hostile } from '../cards/hostile-strings.ts';

const id = 'casebook-85b6bc45-b2fa-5c1b-8a58-5b157c1c3f98';
const casebook = (more: Partial<Casebook> = {}): Casebook => ({ id, observables: [], texts: [], ...more });
const drawn = (one: Casebook, more: Partial<Parameters<typeof casebookCard>[0]> = {}): Card =>
  casebookCard({
    casebook: one,
    pages: 'https://visibility.amp.cisco.com',
    trustedHosts: [],
    simulated: false,
    ...more,
  });
const ips = (count: number) => Array.from({ length: count }, (_, at) => ({ type: 'ip', value: `192.0.2.${at}` }));

test('a casebook with nothing but its id is a card, with the link of its page', () => {
  const text = plainText(drawn(casebook()));
  expect(text).toContain('Casebook without a title (casebook-85b6bc45): 0 observables');
  expect(text).toContain('https://visibility.amp.cisco.com/investigate?spid=85b6bc45-b2fa-5c1b-8a58-5b157c1c3f98');
});

test('the last ten of many stand in the card, each once; the rest is counted', () => {
  const card = drawn(casebook({ observables: [...ips(25), ...ips(25), { type: 'domain', value: 'evil.example' }] }));
  const text = plainText(card);
  expect(text).toContain('Observables: 26: 25 ip and 1 domain; 25 entries more than once');
  expect(text).toContain('The last 10 observables');
  expect(text).toContain('evil[.]example');
  expect(text).toContain('192.0.2[.]24');
  expect(text).not.toContain('192.0.2[.]15');
  expect(text).toContain('And 16 more observables.');
});

test('long descriptions and many texts are folded, and say so', () => {
  const text = plainText(
    drawn(casebook({ description: `${'long '.repeat(400)}\n\nsecond`, texts: ['first', 'a', 'b', 'x'.repeat(900)] })),
  );
  expect(text).toContain('The whole description is in XDR.');
  expect(text).toContain('And 1 earlier text.');
  expect(text).not.toContain('first');
  expect(text.length).toBeLessThan(2_000);
});

test('no text from XDR comes to life, in any card or form', () => {
  const alive = /https?:\/\/(?!visibility\.amp\.cisco\.com\/)|<[!@#/a-z]|[\u202a-\u202e]/iu;
  const facts = fc.record({
    title: hostile,
    summary: hostile,
    description: hostile,
    texts: fc.array(hostile, { maxLength: 4 }),
    source: hostile,
    created: hostile,
    observables: fc.array(fc.record({ type: hostile, value: hostile }), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(facts, (more) => {
      const one = casebook(more);
      const form = casebookForm({
        press: { do: 'casebook-add', observables: [] },
        observables: one.observables,
        choices: [{ id, title: more.title }],
        simulated: false,
      });
      const words = form.fields.flatMap((each) =>
        each.field === 'choice' ? each.options.map(({ text }) => text) : [],
      );
      const cards = [
        drawn(one),
        casebooksCard({ list: { casebooks: [one] }, words: more.title, simulated: false }),
        form.card,
        noCasebookCard(more.title, false),
        noReferenceCard(more.title, false),
        unknownCard('whether it was made', 'casebook list', 'R', false, one),
      ];
      for (const text of [...cards.map((card) => plainText(card)), ...words]) expect(text).not.toMatch(alive);
      for (const option of words) expect(option.length).toBeLessThanOrEqual(75);
    }),
  );
});

test('a name that is markup is not, in what is written into XDR', () => {
  const person = { platform: 'slack', workspace: 'T', id: 'U1', standing: 'member', groups: [] } as const;
  expect(writerOf({ ...person, name: '[Anna](https://evil.example) <b>*é*' })).toBe(
    'Annahttpsevil.example bé (slack:U1)',
  );
  expect(writerOf(person)).toBe('slack:U1');
});
