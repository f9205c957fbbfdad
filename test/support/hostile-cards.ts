import fc from 'fast-check';
import type { Card, Part, Row, Span, Tone } from '../../src/cards/card.ts';
import { hostile } from './hostile-strings.ts';

const tone = fc.constantFrom<Tone>(
  'malicious',
  'suspicious',
  'unknown',
  'common',
  'clean',
  'incomplete',
  'refused',
  'failed',
  'info',
);
const url = fc.oneof(
  hostile,
  hostile.map((path) => `https://xdr.us.security.cisco.com/${path}`),
  fc.constant('https://u:p@evil.example/'),
  fc.constant('javascript:alert(1)'),
  fc.webUrl(),
);

const span: fc.Arbitrary<Span> = fc.oneof(
  fc.record({ span: fc.constantFrom('text' as const, 'strong' as const, 'value' as const), text: hostile }),
  fc.record({ span: fc.constant('link' as const), text: hostile, url }),
  fc.record({ span: fc.constant('time' as const), at: fc.oneof(hostile, fc.constant('2026-04-01T09:15:00Z')) }),
);
const spans = fc.array(span, { maxLength: 5 });
const row: fc.Arbitrary<Row> = fc.record({ tone, word: hostile, spans, notes: spans });
const press = fc.oneof(
  fc.record({
    do: fc.constantFrom('details' as const, 'pivot' as const),
    observable: fc.record({ type: hostile, value: hostile }),
  }),
  fc.record({ do: fc.constant('show-all' as const), listing: hostile }),
);

/** The smallest picture there is. */
const dot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ part: fc.constant('heading' as const), tone, word: hostile, spans }),
  fc.record({ part: fc.constantFrom('text' as const, 'note' as const), spans }),
  fc.record({ part: fc.constant('rows' as const), title: hostile, rows: fc.array(row, { maxLength: 30 }) }),
  fc.record({
    part: fc.constant('facts' as const),
    facts: fc.array(fc.record({ name: hostile, spans }), { maxLength: 30 }),
  }),
  fc.record({
    part: fc.constant('links' as const),
    links: fc.array(fc.record({ text: hostile, url, host: hostile }), { maxLength: 30 }),
  }),
  fc.record({
    part: fc.constant('buttons' as const),
    buttons: fc.array(fc.record({ text: hostile, label: hostile, press }), { maxLength: 12 }),
  }),
  fc.constant<Part>({ part: 'divider' }),
  fc.record({
    part: fc.constant('file' as const),
    name: hostile,
    mediaType: fc.constant('text/csv'),
    bytes: fc.constant(dot),
  }),
  fc.record(
    {
      part: fc.constant('picture' as const),
      title: hostile,
      alt: hostile,
      png: fc.constant(dot),
      slices: fc.constant([dot, dot]),
      svg: fc.constant(''),
      width: fc.constant(1),
      height: fc.constant(1),
      sentAs: fc.constant('F0123456789'),
    },
    { requiredKeys: ['part', 'title', 'alt', 'png', 'slices', 'svg', 'width', 'height'] },
  ),
);

/** Cards that no feature of ours makes, with strings that come from outside in every place. */
export const hostileCard: fc.Arbitrary<Card> = fc.record({
  headline: hostile,
  simulated: fc.boolean(),
  parts: fc.array(part, { maxLength: 20 }),
});
