import fc from 'fast-check';
import { renderMessage, renderShort } from '../../../adapters/slack/message.ts';
import { renderModal, renderWaiting } from '../../../adapters/slack/modal.ts';
import type { Card, Row } from '../../../src/cards/card.ts';
import { hostileCard } from '../../support/hostile-cards.ts';
import { signPress } from '../../support/slack-bot.ts';
import { bySchema, fallbackFaults, payloadFaults } from '../../support/slack-payload.ts';

const state = { channel: 'C1', thread: '1.1', press: 'x', depth: 1 };
const row = (at: number): Row => ({
  tone: 'malicious',
  word: 'Malicious',
  spans: [{ span: 'value', text: `198.51.100[.]${at}` }],
});
const listing = (count: number): Card => ({
  headline: `${count} observables`,
  simulated: false,
  parts: [
    { part: 'heading', tone: 'malicious', word: 'Malicious', spans: [{ span: 'text', text: `${count} observables` }] },
    { part: 'rows', rows: Array.from({ length: count }, (_, at) => row(at)) },
    { part: 'buttons', buttons: [{ text: 'Show all', label: 'Show all', press: { do: 'show-all', listing: 'L1' } }] },
  ],
});

if (!bySchema)
  console.log('skipped: the published Block Kit schema is not here; payloads are checked by the limits table');

test('no card makes a payload that Slack refuses or in which something comes alive', () => {
  fc.assert(
    fc.property(hostileCard, fc.nat({ max: 30 }), (card, page) => {
      for (const { text, blocks } of [renderMessage(card, signPress), renderShort(card, signPress)]) {
        expect([...payloadFaults('message', blocks), ...fallbackFaults(text)]).toEqual([]);
      }
      expect(payloadFaults('modal', renderModal(card, state, page, signPress))).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test('a card shows sign and word, the value in fixed width, and that it is simulated', () => {
  const { text, blocks } = renderMessage({ ...listing(1), simulated: true }, signPress);
  expect(text).toContain('SIMULATED');
  expect(blocks).toMatchObject([
    { elements: [{ elements: [{ text: 'SIMULATED', style: { bold: true } }, {}] }] },
    { elements: [{ elements: [{ type: 'emoji', name: 'octagonal_sign' }, {}, { text: 'Malicious' }, {}, {}] }] },
    { elements: [{ elements: [{}, {}, {}, {}, { text: '198.51.100[.]0', style: { code: true } }] }] },
    { type: 'actions', elements: [{ action_id: 'press-0', text: { text: 'Show all' } }] },
  ]);
});

test('a message that is too long keeps its heading and buttons and says how much is hidden', () => {
  const { blocks } = renderMessage(listing(500), signPress);
  expect(payloadFaults('message', blocks)).toEqual([]);
  expect(blocks.at(-1)).toMatchObject({ type: 'actions' });
  const shown = JSON.stringify(blocks).match(/198\.51\.100/g)?.length ?? 0;
  expect(JSON.stringify(blocks)).toContain(`and ${500 - shown} more lines`);
  expect(shown).toBeGreaterThan(20);
});

test('a dialog shows all of a long card on its pages', () => {
  const seen = new Set<string>();
  for (let page = 0; ; page++) {
    const view = JSON.stringify(renderModal(listing(500), state, page, signPress));
    for (const found of view.match(/198\.51\.100\[\.\]\d+/g) ?? []) seen.add(found);
    if (!view.includes(`"page-${page + 1}"`)) break;
  }
  expect(seen.size).toBe(500);
});

test('a page beyond the last is the last', () => {
  expect(renderModal(listing(500), state, 999, signPress)).toEqual(
    renderModal(listing(500), state, Number.MAX_SAFE_INTEGER, signPress),
  );
});

test('the waiting dialog is valid and lies upon another with a way back', () => {
  const view = renderWaiting({ ...state, depth: 2 });
  expect(payloadFaults('modal', view)).toEqual([]);
  expect(view.close?.text).toBe('Back');
});

test.each([
  ['http://evil.example/', 'plain http'],
  ['https://user:pass@evil.example/', 'with a user name'],
  ['javascript:alert(1)', 'a script'],
  ['https://', 'nothing'],
])('a link to %s (%s) is not live', (url) => {
  const card: Card = {
    headline: 'x',
    simulated: false,
    parts: [{ part: 'text', spans: [{ span: 'link', text: 'go', url }] }],
  };
  expect(JSON.stringify(renderMessage(card, signPress).blocks)).not.toContain('"link"');
});
