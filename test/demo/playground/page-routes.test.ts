import { readdirSync, readFileSync } from 'node:fs';
import type { PageView } from '../../../demo/playground/page-view.ts';
import { CHANNELS, PEOPLE } from '../../../demo/playground/sample-workspace.ts';
import { type Stage, startPlayground } from './support/start-playground.ts';

let calls: Record<string, number>;
let stage: Stage;
beforeEach(async () => {
  calls = { inspect: 0 };
  stage = await startPlayground(() => calls);
});
afterEach(() => stage.close());

const soc = CHANNELS['soc-alerts'];
const { analyst, guest } = PEOPLE;

type View = ReturnType<PageView> & { stamp: string };
async function view(look: Record<string, string> = {}): Promise<View> {
  return (await fetch(`${stage.url}playground/view?${new URLSearchParams(look)}`)).json() as Promise<View>;
}
const post = (doing: unknown, contentType = 'application/json') =>
  fetch(`${stage.url}playground/act`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: JSON.stringify(doing),
  });

test('the page allows nothing but its own files and forbids inline scripts and styles', async () => {
  const response = await fetch(stage.url);
  const policy = response.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  const html = await response.text();
  expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
  expect(html).not.toMatch(/ style=| on[a-z]+=|<script(?! type="module" src="\/)/);
});

test('every file of the page is served, and none names another host', async () => {
  const folder = new URL('../../../demo/playground/page/', import.meta.url);
  for (const file of readdirSync(folder)) {
    const path = file === 'page.html' ? '' : `playground/${file}`;
    expect((await fetch(`${stage.url}${path}`)).status).toBe(200);
    expect(readFileSync(new URL(file, folder), 'utf8')).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
  }
});

test('what is typed is shown as text, never as HTML', async () => {
  const typed = '<img src=x onerror=alert(1)> & <script>alert(2)</script> `<b>` https://evil.example/"><i>';
  const message = await stage.playground.say('soc-alerts', analyst, typed);
  const { messages } = await view();
  const { html } = messages.find(({ ts }) => ts === message?.ts)!;
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(html).not.toMatch(/<(img|script|b|i|a)\b/);
});

test('a file goes with what is said, and is drawn by its name, never run', async () => {
  const file = { name: '<b>x</b>.html', base64: Buffer.from('<script>alert(1)</script>').toString('base64') };
  const said = { do: 'say', as: analyst, channel: soc, text: '', file };
  const { ts } = (await (await post(said)).json()) as { ts: string };
  const { html } = (await view()).messages.find((one) => one.ts === ts)!;
  expect(html).toContain('&lt;b&gt;x&lt;/b&gt;.html, 25 bytes');
  expect(html).not.toMatch(/<(script|b)\b/);
  expect((await post({ ...said, text: '/xdr enrich' })).status).toBe(409);
  expect((await post({ ...said, file: { ...file, base64: 'no base64!' } })).status).toBe(400);
  expect((await post({ ...said, file: undefined })).status).toBe(409);
});

test('links of the bot live when they are https, those of people are dead', async () => {
  const leaf = (url: string) => ({ type: 'link', url, text: url.slice(0, 5) });
  const elements = [leaf('https://xdr.us.security.cisco.com/'), leaf('http://evil.example/')];
  const blocks = [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }];
  await stage.call('chat.postMessage', { channel: soc, text: 'card', blocks });
  const { messages } = await view();
  const { html } = messages.at(-1)!;
  expect(html.match(/<a [^>]*>/g)).toEqual([
    '<a href="https://xdr.us.security.cisco.com/" target="_blank" rel="noopener noreferrer">',
  ]);
  await stage.playground.say('soc-alerts', analyst, 'https://xdr.us.security.cisco.com/');
  expect((await view()).messages.at(-1)?.html).not.toContain('<a ');
});

test('each person sees his own channels and what is only for him', async () => {
  await stage.playground.say('soc-alerts', analyst, '/nonsense');
  expect((await view({ as: analyst })).messages.at(-1)).toMatchObject({ onlyYou: true, author: 'Slackbot' });
  expect((await view({ as: PEOPLE.admin })).messages.at(-1)?.onlyYou).toBe(false);
  const names = (await view({ as: guest })).channels.map(({ label }) => label);
  expect(names).toEqual(['general', 'partner-exchange']);
  expect((await view({ as: guest, channel: soc })).channel?.label).toBe('general');
});

test('a view that was seen is held until something happens', async () => {
  const { stamp } = await view();
  const held = view({ since: stamp });
  await stage.playground.say('soc-alerts', analyst, 'news');
  expect((await held).messages.at(-1)?.words).toBe('news');
  const next = view({ since: (await held).stamp });
  calls = { inspect: 7 };
  expect((await next).spent).toMatchObject({ made: 7, handed: 1 });
});

test('what people do at the page is done in their name', async () => {
  const answer = await post({ do: 'say', as: analyst, channel: soc, text: 'hello' });
  const said = (await answer.json()) as { ts: string };
  expect((await post({ do: 'edit', as: analyst, channel: soc, ts: said.ts, text: 'bye' })).status).toBe(200);
  expect(stage.playground.messages('soc-alerts').at(-1)).toMatchObject({ text: 'bye', user: analyst });
  expect((await post({ do: 'remove', as: analyst, channel: soc, ts: said.ts })).status).toBe(200);
  expect(stage.playground.messages('soc-alerts').map(({ ts }) => ts)).not.toContain(said.ts);
});

test.each([
  ['in a channel he is not in', { do: 'say', as: guest, channel: soc, text: 'x' }, 'You are not in this channel.'],
  ['nothing', { do: 'say', as: analyst, channel: soc, text: '  ' }, 'There is nothing to send.'],
  ['a suggestion that is none', { do: 'attempt', as: analyst, id: 'x' }, 'There is no such suggestion.'],
  ['a vanished message', { do: 'edit', as: analyst, channel: soc, ts: '1.1', text: 'x' }, 'This message is gone.'],
])('%s: the person is told why not', async (_, doing, error) => {
  const response = await post(doing);
  expect([response.status, await response.json()]).toEqual([409, { error }]);
});

test("nobody changes another's message", async () => {
  const message = await stage.playground.say('soc-alerts', analyst, 'mine');
  const response = await post({ do: 'remove', as: PEOPLE.admin, channel: soc, ts: message?.ts });
  expect(await response.json()).toEqual({ error: 'This is not your message.' });
});

test.each([['text/plain'], ['application/x-www-form-urlencoded'], ['multipart/form-data']])(
  'another page cannot act through the browser: %s is refused',
  async (contentType) => {
    expect((await post({ do: 'say', as: analyst, channel: soc, text: 'x' }, contentType)).status).toBe(415);
  },
);

test.each([[null], ['null'], [[]], [{ do: 'fly' }], [{ do: 'say' }]])(
  '%j is not understood, and the page lives',
  async (doing) => {
    expect((await post(doing)).status).toBe(400);
    expect((await fetch(stage.url)).status).toBe(200);
  },
);

test('every suggestion can be carried out', async () => {
  const { suggestions } = await view();
  expect(suggestions.length).toBeGreaterThan(4);
  for (const { id } of suggestions) expect((await post({ do: 'attempt', as: analyst, id })).status).toBe(200);
});
