import fc from 'fast-check';
import { adaptiveCardType, renderCard } from '../../../adapters/teams/adaptive-card.ts';
import { messageText, withoutMention } from '../../../adapters/teams/message-text.ts';
import { hostile } from '../../support/hostile-strings.ts';

const html = (content: string) => ({ contentType: 'text/html', content });
const adaptive = (content: unknown) => ({ contentType: 'application/vnd.microsoft.card.adaptive', content });
const us = '28:bot';
const mention = (name: string, id = us) => ({ type: 'mention', mentioned: { id, name }, text: `<at>${name}</at>` });
const span = (name: string) => `<span itemscope itemtype="http://schema.skype.com/Mention" itemid="0">${name}</span>`;
const quote = (words: string) => `<blockquote itemtype="http://schema.skype.com/Reply"><p>${words}</p></blockquote>`;

test.each([
  ['text', { text: 'look at evil.example\r\n', textFormat: 'plain' }, 'look at evil.example'],
  ['text that looks like HTML', { text: 'a <data> &amp; b', textFormat: 'plain' }, 'a <data> &amp; b'],
  ['a mention in text', { text: '<at>Ops Bot</at>&nbsp;hi <at id="1">Ann</at>' }, 'Ops Bot hi Ann'],
  [
    'XML',
    { text: '<p>a &amp; b</p><a href="https://evil.example/x">c</a>', textFormat: 'xml' },
    'a & b\nc https://evil.example/x',
  ],
  ['markdown', { text: '**a** [b](https://evil.example)', textFormat: 'markdown' }, '**a** [b](https://evil.example)'],
  [
    'HTML before text',
    { text: 'here', attachments: [html('<p><a href="https://evil.example/x">here</a></p>')] },
    'here https://evil.example/x',
  ],
  [
    'a reply without what it quotes',
    { text: 'Ann\nevil.example\nfine', attachments: [html(`${quote('evil.example')}fine`)] },
    'fine',
  ],
  ['a reply that adds no words', { text: 'Ann\nevil.example', attachments: [html(quote('evil.example'))] }, ''],
  ['text beside an empty HTML', { text: 'x', attachments: [html(' '), null, 7, { contentType: 'image/png' }] }, 'x'],
  ['nothing', { type: 'message' }, ''],
  ['what is no activity', null, ''],
  ['fields of the wrong form', { text: 7, attachments: 'x', entities: {} }, ''],
])('an activity says what was written: %s', (_, activity, text) => {
  expect(messageText(activity)).toBe(text);
});

const alert = {
  type: 'AdaptiveCard',
  body: [
    { type: 'TextBlock', text: 'Alert from <bob@evil.example>' },
    {
      type: 'ColumnSet',
      columns: [{ type: 'Column', items: [{ type: 'TextBlock', text: '45.83.10.7' }] }, { items: [{ text: 'high' }] }],
    },
    { type: 'Container', items: [{ type: 'RichTextBlock', inlines: ['evil', { type: 'TextRun', text: '.example' }] }] },
    { type: 'FactSet', facts: [{ title: 'Host', value: 'srv1.example' }] },
    {
      type: 'Table',
      rows: [{ type: 'TableRow', cells: [{ type: 'TableCell', items: [{ type: 'TextBlock', text: 'cell' }] }] }],
    },
    { type: 'Input.Text', id: 'x', label: 'label', value: 'typed.example' },
    { type: 'ActionSet', actions: [{ type: 'Action.OpenUrl', title: 'Open', url: 'https://button.example' }] },
  ],
  actions: [{ type: 'Action.ShowCard', title: 'More', card: { body: [{ type: 'TextBlock', text: 'behind' }] } }],
};
const alertText = 'Alert from <bob@evil.example>\n45.83.10.7\nhigh\nevil.example\nHost: srv1.example\ncell';

test.each([
  ['an Adaptive Card', adaptive(alert), alertText],
  ['an Adaptive Card as a string', adaptive(JSON.stringify(alert)), alertText],
  ['a string that is none', adaptive('{'), ''],
  [
    'a hero card',
    {
      contentType: 'application/vnd.microsoft.card.hero',
      content: {
        title: 'T',
        subtitle: 'S',
        text: 'a <b>45.83</b>.10.7',
        buttons: [{ title: 'B', value: 'https://b.example' }],
      },
    },
    'T\nS\na 45.83.10.7',
  ],
  [
    'a thumbnail card',
    { contentType: 'application/vnd.microsoft.card.thumbnail', content: { text: 'bob <bob@evil.example>' } },
    'bob <bob@evil.example>',
  ],
  [
    'a connector card',
    {
      contentType: 'application/vnd.microsoft.teams.card.o365connector',
      content: {
        title: 'Firing',
        text: 'CPU',
        sections: [
          {
            activityTitle: 'A',
            activitySubtitle: 'B',
            activityText: 'C',
            facts: [{ name: 'Host', value: 'evil.example' }],
          },
          { title: 'More', text: '198.51.100.7' },
        ],
        potentialAction: [{ '@type': 'OpenUri', name: 'Open', targets: [{ uri: 'https://b.example' }] }],
      },
    },
    'Firing\nCPU\nA\nB\nC\nHost: evil.example\nMore\n198.51.100.7',
  ],
  [
    'a file',
    { contentType: 'application/vnd.microsoft.teams.file.download.info', content: { text: 'x' }, name: 'evil.exe' },
    '',
  ],
])('cards of other bots are read, their buttons are not: %s', (_, attachment, text) => {
  expect(messageText({ text: '', attachments: [html('<attachment id="1"></attachment>'), attachment] })).toBe(text);
  expect(messageText({ text: 'said', attachments: [attachment] })).toBe(text ? `said\n${text}` : 'said');
});

test('a card is read to a bounded depth', () => {
  const nested = (depth: number) => {
    let card: unknown = { type: 'TextBlock', text: 'deep' };
    for (let at = 0; at < depth; at++) card = { type: 'Container', items: [card] };
    return messageText({ attachments: [adaptive({ body: [card] })] });
  };
  expect(nested(5)).toBe('deep');
  expect(nested(50_000)).toBe('');
});

const said = (text: string, content?: string, entities: unknown[] = [mention('Ops Bot')]) => ({
  text,
  textFormat: 'plain',
  entities,
  ...(content === undefined ? {} : { attachments: [html(content)] }),
});

test.each<[string, unknown, string | undefined]>([
  ['text', said('<at>Ops Bot</at> enrich evil.example\n'), 'enrich evil.example'],
  ['text with a space of HTML', said('<at>Ops Bot</at>&nbsp;enrich evil.example'), 'enrich evil.example'],
  [
    'HTML',
    said(
      '<at>Ops Bot</at> enrich here',
      `<p>${span('Ops Bot')}&nbsp;enrich <a href="https://evil.example/x">here</a></p>`,
    ),
    'enrich here https://evil.example/x',
  ],
  ['HTML with a tag', said('', '<div><at id="0">Ops Bot</at> help</div>'), 'help'],
  ['a quote before it', said('Ann x <at>Ops Bot</at> help', `${quote('x')}${span('Ops Bot')} help`), 'help'],
  ['a colon', said('<at>Ops Bot</at>: help', `${span('Ops Bot')}: help`), 'help'],
  ['an address that begins with colons', said('<at>Ops Bot</at> ::1'), '::1'],
  ['no space', said('<at>Ops Bot</at>help', `${span('Ops Bot')}help`), 'help'],
  ['twice', said('<at>Ops Bot</at> <at>Ops Bot</at> help'), 'help'],
  ['nothing after it', said('<at>Ops Bot</at>', `<p>${span('Ops Bot')}&nbsp;</p>`), ''],
  ['a name with marks', said('<at>Q&A</at> help', `${span('Q&amp;A')} help`, [mention('Q&amp;A')]), 'help'],
  ['a card after it', { ...said('<at>Ops Bot</at> enrich'), attachments: [adaptive(alert)] }, `enrich\n${alertText}`],
  ['a mention in the middle', said('ask <at>Ops Bot</at> help', `ask ${span('Ops Bot')} help`), undefined],
  ['somebody else', said('<at>Ann</at> help', `${span('Ann')} help`, [mention('Ann', '29:ann')]), undefined],
  ['our name, typed', said('Ops Bot help', 'Ops Bot help', []), undefined],
  ['a longer name', said('<at>Ops Bots</at> help', `${span('Ops Bots')} help`, [mention('Ops Bot')]), undefined],
  ['entities of the wrong form', said('<at>Ops Bot</at> help', undefined, [null, 7, { type: 'mention' }]), undefined],
  ['no activity', undefined, undefined],
])('the words after a mention of us are told apart: %s', (_, activity, words) => {
  expect(withoutMention(activity, us)).toBe(words);
});

test('any activity is read without an error', () => {
  const attachment = fc.oneof(
    fc.anything(),
    fc.record({
      contentType: fc.constantFrom('text/html', 'application/vnd.microsoft.card.adaptive'),
      content: fc.anything(),
    }),
    fc.record({
      contentType: fc.constant('application/vnd.microsoft.card.hero'),
      content: fc.record({
        text: hostile,
        title: hostile,
        body: fc.array(fc.record({ type: hostile, items: fc.anything() })),
      }),
    }),
    hostile.map(html),
  );
  const activity = fc.oneof(
    fc.anything(),
    fc.record({
      text: fc.oneof(
        hostile,
        hostile.map((words) => `<at>${words}</at> x`),
      ),
      textFormat: fc.constantFrom('plain', 'xml', 'markdown', 'odd'),
      attachments: fc.array(attachment, { maxLength: 4 }),
      entities: fc.array(
        fc.oneof(
          fc.anything(),
          hostile.map((name) => mention(name)),
        ),
        { maxLength: 4 },
      ),
    }),
  );
  fc.assert(
    fc.property(activity, (one) => {
      expect(typeof messageText(one)).toBe('string');
      expect(['string', 'undefined']).toContain(typeof withoutMention(one, us));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['our name over and over', said('<at>Ops Bot</at>'.repeat(50_000), `${span('Ops Bot')} `.repeat(10_000))],
  [
    'many names',
    said(
      'x'.repeat(500_000),
      undefined,
      Array.from({ length: 8_000 }, (_, at) => mention(`x${at}`)),
    ),
  ],
  [
    'a list without end',
    { attachments: [adaptive({ body: Array.from({ length: 50_000 }, () => ({ items: [{ text: 'x' }] })) })] },
  ],
  ['open tags', { text: '<at '.repeat(250_000) }],
])('a large activity costs no more than its length: %s', (_, activity) => {
  const began = performance.now();
  messageText(activity);
  withoutMention(activity, us);
  expect(performance.now() - began).toBeLessThan(5000);
});

test('a card of ours that somebody inserts is not read again, another app’s with the same words is', () => {
  const { card } = renderCard(
    {
      headline: 'Malicious',
      simulated: false,
      parts: [
        { part: 'text', spans: [{ span: 'value', text: '45.83.10[.]7' }] },
        {
          part: 'buttons',
          buttons: [{ text: 'Details', label: 'Details', press: { do: 'show-all', listing: '1' } }],
        },
      ],
    },
    () => 'signed',
  );
  const inserted = (content: object) =>
    messageText({ text: 'look', attachments: [{ contentType: adaptiveCardType, content }] });
  expect(inserted(card)).toBe('look');
  expect(inserted({ ...card, body: card.body.slice(0, 1) })).toBe('look\n45.83.10[.]7');
});
