import fc from 'fast-check';
import { htmlText } from '../../../adapters/teams/html-text.ts';
import { candidates } from '../../../src/observables/candidates.ts';
import { hostile } from '../../support/hostile-strings.ts';

const safeLink = (url: string, host = 'nam06.safelinks.protection.outlook.com') =>
  `https://${host}/?url=${encodeURIComponent(url)}&amp;data=05%7C02%7Cann%40example.com&amp;reserved=0`;
const reply = (words: string) =>
  `<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="1"><strong itemprop="mri" itemid="8:x">Ann</strong><span itemprop="time"></span><p itemprop="preview">${words}</p></blockquote>`;

test.each([
  ['plain words', 'plain words'],
  ['<div><div>one</div>\n<div>two</div>\n</div>', 'one\ntwo'],
  ['<p>one</p>\r\n<p>&nbsp;</p>\r\n<p>two<br>three<br/>four</p>', 'one\ntwo\nthree\nfour'],
  ['45.83.<b>10</b>.7 <em>ev</em>il.ex<span style="color:red">ample</span>', '45.83.10.7 evil.example'],
  ['a&nbsp;b &amp; &lt;c&gt; &#8211; &#x1F600; &copy &bogus; 5 < 6', 'a b & <c> – 😀 © &bogus; 5 < 6'],
  ['<strong> a </strong> b', 'a b'],
  ['<DIV>UPPER<BR>CASE</DIV>', 'UPPER\nCASE'],
])('blocks break lines, inline markup breaks nothing: %j', (html, text) => {
  expect(htmlText(html)).toBe(text);
});

test.each([
  ['<a href="http://bad.example">bad.example</a>', 'bad.example'],
  ['<a href="http://bad.example/">http://BAD.example</a>', 'http://BAD.example'],
  ['<a href="http://bad.co">bad.co</a>[.]uk', 'bad.co[.]uk'],
  ['hxxp://<a href="http://bad.example/x">bad.example/x</a>', 'hxxp://bad.example/x'],
  ['see <a href="https://bad.example/x?a=1&amp;b=2">here</a>, now', 'see here https://bad.example/x?a=1&b=2 , now'],
  ['<a href="https://bad.example/x">good.example</a>', 'good.example https://bad.example/x'],
  ['<a href="https://bad.example/x"><img src="y"></a>', 'https://bad.example/x'],
  ['<a href="https://bad.example/a b\n">x</a>', 'x https://bad.example/a%20b'],
  ['<a href="mailto:bob@bad.example?subject=x">Bob</a>', 'Bob bob@bad.example'],
  ['<a href="mailto:bob@bad.example">bob@bad.example</a>', 'bob@bad.example'],
  [
    '<a href="javascript:alert(1)">x</a> <a href="tel:+1555">call</a> <a href="file:///etc">f</a> <a>n</a>',
    'x call f n',
  ],
  ['<a href="https://a.example">one<a href="https://b.example">two', 'one https://a.example two https://b.example'],
  ['<a href="https://a.example/x" href="https://b.example">x</a>', 'x https://a.example/x'],
])('a link is its words, and its address where that says something else: %j', (html, text) => {
  expect(htmlText(html)).toBe(text);
});

test.each([
  [`<a href="${safeLink('https://bad.example/x?y=1')}">here</a>`, 'here https://bad.example/x?y=1'],
  [`<a href="${safeLink('https://bad.example/x')}">https://bad.example/x</a>`, 'https://bad.example/x'],
  [`<a href="${safeLink('https://bad.example/x')}">${safeLink('https://bad.example/x')}</a>`, 'https://bad.example/x'],
  [
    `<a href="${safeLink(safeLink('https://bad.example/x').replaceAll('&amp;', '&'))}">x</a>`,
    'x https://bad.example/x',
  ],
  [
    `<a href="${safeLink('https://bad.example/x', 'usg01.safelinks.protection.office365.us')}">x</a>`,
    'x https://bad.example/x',
  ],
  [
    '<a href="https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html?url=https%3A%2F%2Fbad.example%2Fx&amp;locale=en">x</a>',
    'x https://bad.example/x',
  ],
  [`<a href="${safeLink('javascript:alert(1)')}">x</a>`, 'x'],
  [
    '<a href="https://safelinks.protection.outlook.com.bad.example/?url=https%3A%2F%2Fgood.example">x</a>',
    'x https://safelinks.protection.outlook.com.bad.example/?url=https%3A%2F%2Fgood.example',
  ],
])('what Microsoft wraps around a link is taken off: %j', (html, text) => {
  expect(htmlText(html)).toBe(text);
});

test.each([
  [
    '<pre class="language-powershell"><code>curl a.example<br>  | sh\n\n# b</code></pre>after',
    'curl a.example\n  | sh\n\n# b\nafter',
  ],
  ['run <code>a  b</code> now', 'run a  b now'],
  ['<codeblock class="Bash"><code>one<br>two</code></codeblock>', 'one\ntwo'],
  ['<ul><li>one</li><li>two<ol><li>three</li></ol></li></ul>four', 'one\ntwo\nthree\nfour'],
  [
    '<table itemprop="copy-paste-table"><tbody><tr><th>IP</th><th>Port</th></tr>\n<tr><td>10.0.0.1</td>\n<td><p>80</p></td></tr></tbody></table>',
    'IP\tPort\n10.0.0.1\n80',
  ],
  ['<table><tr><td>1.2.3.4</td><td>b.example</td></tr><tr><td>c</td></tr></table>', '1.2.3.4\tb.example\nc'],
])('code keeps its lines, lists and tables have theirs: %j', (html, text) => {
  expect(htmlText(html)).toBe(text);
});

test.each([
  [`${reply('look at evil.example')}\n<p>no it is fine</p>`, 'no it is fine'],
  [`<div>${reply('a<blockquote>b</blockquote>c')}mine</div>`, 'mine'],
  ['<blockquote>said by me</blockquote>and me', 'said by me\nand me'],
  ['<span itemtype="http://schema.skype.com/Mention" itemid="0">Ops Bot</span>&nbsp;enrich x', 'Ops Bot enrich x'],
  ['<at id="0">Ops Bot</at> enrich x', 'Ops Bot enrich x'],
  [
    'hi<img itemtype="http://schema.skype.com/Emoji" alt="😀" src="x">there <emoji alt="🔥"></emoji>x',
    'hi 😀 there 🔥 x',
  ],
  ['a<img alt="image" src="https://x.example/p.png">b', 'ab'],
  ['a<attachment id="1">card</attachment>b<systemEventMessage/>c', 'abc'],
  ['a<script>alert("x")</script>b<style>p{}</style><!-- c --><![CDATA[d]]><?e?><!doctype f>g', 'abg'],
])('what others said and what nobody said is left out: %j', (html, text) => {
  expect(htmlText(html)).toBe(text);
});

test.each([
  ['<p>bad&nbsp;http://a.example/x<br>https://b.example</p>', ['http://a.example/x', 'https://b.example']],
  ['(<a href="https://a.example/x">click</a>).', ['https://a.example/x']],
  ['<table><tr><td>198.51.100.7</td><td>c.example</td></tr></table>', ['198.51.100.7', 'c.example']],
  ['<div>198.51.100.7</div><div>5.6.7.8</div>', ['198.51.100.7', '5.6.7.8']],
  ['https://a.example/x<img itemtype="http://schema.skype.com/Emoji" alt="😀">', ['https://a.example/x']],
  ['From: Bob &lt;bob@b.example&gt;', ['bob@b.example']],
])('%j lets detection find %j', (html, expected) => {
  expect(candidates(htmlText(html)).map(({ value }) => value)).toEqual(expected);
});

const soup = fc.array(
  fc.oneof(
    fc.constantFrom(
      ...[
        '<',
        '>',
        '</',
        '/>',
        '"',
        "'",
        '=',
        ' ',
        '\n',
        '&',
        '&nbsp;',
        '&#0;',
        '&#x110000;',
        '<!--',
        '-->',
        '<![CDATA[',
      ],
      ...['<a href="http://x.example/', '<a href=', '</a>', '<pre>', '</pre>', '<code>', '<br>', '<td>', '<tr>', '<p>'],
      ...[
        reply('x'),
        '<blockquote itemtype="http://schema.skype.com/Reply">',
        '</blockquote>',
        '<attachment>',
        '<script>',
      ],
      ...[
        '<img alt="',
        '<emoji alt="😀">',
        '<at>',
        '</at>',
        '<__proto__ constructor="x">',
        '</script',
        'https://%',
        '%zz',
      ],
    ),
    hostile,
  ),
  { maxLength: 30 },
);

test('any HTML is read without an error, and text without markup as it is', () => {
  fc.assert(
    fc.property(soup, fc.stringMatching(/^[a-z0-9.,/-]+(?: [a-z0-9.,/-]+)*$/), (pieces, plain) => {
      const text = htmlText(pieces.join(''));
      expect(text).toBe(text.trim());
      expect(htmlText(`<div>${plain}</div>`)).toBe(plain);
    }),
    { numRuns: 1000 },
  );
});

const mebibyte = 1024 * 1024;
test.each([
  ...[
    '<div>',
    '<a>',
    '</a>',
    '<a></b>',
    '<b',
    '<',
    '</',
    '<a href="',
    '<a href="http://x.example/">',
    '<!--',
    '&',
    '&amp;',
  ],
  ...[
    '&#',
    '<pre>',
    '<pre> ',
    '<td>',
    '<p>&nbsp;',
    '<br>',
    '<blockquote itemtype="http://schema.skype.com/Reply">',
    ' ',
  ],
  ...[
    '<script>',
    '<a x=y ',
    '<a href="https://safelinks.protection.outlook.com/?url=',
    '<img alt="😀">',
    '<attachment>',
    '\u00a0',
  ],
  ...['<a href="http://x.example/">y', '<a href="mailto:', '<![CDATA[', '<a href=" ', 'é', '<code>\n', '<a></a>', '<?'],
])('a mebibyte of %j costs no more than its length', (piece) => {
  const html = (length: number) => piece.repeat(Math.ceil(length / piece.length));
  htmlText(html(mebibyte / 16));
  const began = performance.now();
  htmlText(html(mebibyte));
  // Work that grows with the square takes minutes here; what is linear takes well under a second.
  expect(performance.now() - began).toBeLessThan(5000);
});
