import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumPath } from '../../../demo/playground/browse-demo.ts';
import { CHANNELS } from '../../../demo/playground/sample-workspace.ts';
import { type Handed, type Stage, startPlayground } from './support/start-playground.ts';

/** A form of a bot on the page, in a real browser, without a mouse. */
let stage: Stage;
let browser: Browser;
let page: Page;

/** In a machine without a browser each says so instead of passing in silence. */
function journey(name: string, steps: () => Promise<void>): void {
  if (chromiumPath) test(name, steps, 60_000);
  else test(`${name} (skipped: no Chromium at /usr/bin/chromium)`, () => console.warn('skipped: no Chromium found'));
}

const plain = (text: string) => ({ type: 'plain_text', text });
const input = (name: string, label: string, element: object, more = {}) => ({
  type: 'input',
  block_id: name,
  label: plain(label),
  element: { action_id: name, ...element },
  ...more,
});
const form = (note: string) => ({
  type: 'modal',
  title: plain('Isolate'),
  callback_id: 'form',
  submit: plain('Ask for it'),
  close: plain('Cancel'),
  blocks: [
    { type: 'section', text: plain(note) },
    input('reason', 'Why', { type: 'plain_text_input', multiline: true }, { hint: plain('Kept in the audit.') }),
    input('host', 'Type the host name', { type: 'plain_text_input' }),
    input('hours', 'Reverse', {
      type: 'static_select',
      options: ['Never', 'After 4 hours'].map((text, at) => ({ text: plain(text), value: `${at}` })),
      initial_option: { text: plain('Never'), value: '0' },
    }),
  ],
});
/** What the bot acknowledges the form with. */
let acknowledgement: object;
const isSubmission = ({ body }: Handed) => body['type'] === 'view_submission';
const valuesSent = () => stage.handed.filter(isSubmission).at(-1)?.body['view'] as { state: { values: unknown } };

beforeAll(async () => {
  if (!chromiumPath) return;
  browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
}, 60_000);
afterAll(() => browser?.close());

beforeEach(async () => {
  if (!chromiumPath) return;
  stage = await startPlayground();
  stage.answerWith(async (handed) => {
    if (isSubmission(handed))
      return { status: 200, contentType: 'application/json', body: JSON.stringify(acknowledgement) };
    if (handed.kind === 'form')
      await stage.call('views.open', { trigger_id: handed.body['trigger_id'], view: form('What will be done') });
    return { status: 200 };
  });
  const button = { type: 'button', text: plain('Isolate'), value: 'signed' };
  await stage.call('chat.postMessage', {
    channel: CHANNELS['soc-alerts'],
    text: 'card',
    blocks: [{ type: 'actions', elements: [button] }],
  });
  page = await browser.newPage({ viewport: { width: 390, height: 760 } });
  await page.goto(stage.url);
  await page.getByRole('button', { name: 'Isolate' }).focus();
  await page.keyboard.press('Enter');
  await dialog().waitFor();
}, 60_000);
afterEach(async () => {
  if (!chromiumPath) return;
  await page.close();
  await stage.close();
});

const dialog = () => page.getByRole('dialog', { name: 'Isolate' });
const focused = (): Promise<string> =>
  page.evaluate('document.activeElement.dataset.action ?? document.activeElement.textContent');

async function tabTo(name: string): Promise<void> {
  for (let i = 0; i < 10; i += 1) {
    await page.keyboard.press('Tab');
    if ((await focused()) === name) return;
  }
  throw new Error(`no control ${name} on the way`);
}

journey('is filled in and sent by keyboard, closes, and the focus goes back', async () => {
  acknowledgement = { response_action: 'clear' };
  await tabTo('reason');
  await page.keyboard.type('Beacons');
  await page.keyboard.press('Enter');
  await page.keyboard.type('every minute');
  await tabTo('host');
  await page.keyboard.type('desk-42');
  await tabTo('hours');
  await page.keyboard.press('ArrowDown');
  await tabTo('Ask for it');
  await page.keyboard.press('Enter');
  await dialog().waitFor({ state: 'hidden' });
  expect(valuesSent().state.values).toEqual({
    reason: { reason: { type: 'plain_text_input', value: 'Beacons\nevery minute' } },
    host: { host: { type: 'plain_text_input', value: 'desk-42' } },
    hours: { hours: { type: 'static_select', selected_option: { value: '1' } } },
  });
  expect(await focused()).toBe('a0');
});

journey('has a name for each input, its hint as description, and fits a narrow screen', async () => {
  const why = dialog().getByRole('textbox', { name: 'Why', exact: true });
  const described = await why.getAttribute('aria-describedby');
  expect(await page.locator(`[id="${described}"]`).innerText()).toBe('Kept in the audit.');
  expect(await dialog().getByRole('textbox', { name: 'Type the host name', exact: true }).count()).toBe(1);
  expect(await dialog().getByRole('combobox', { name: 'Reverse', exact: true }).inputValue()).toBe('0');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  const { x, width } = (await dialog().boundingBox())!;
  expect([x >= 0, x + width <= 390]).toEqual([true, true]);
});

journey('that is shown again keeps what was typed; what is wrong is told at its input', async () => {
  await dialog().getByRole('textbox', { name: 'Why' }).fill('Beacons');
  await dialog().getByRole('textbox', { name: 'Type the host name' }).fill('desk-41');
  acknowledgement = { response_action: 'update', view: form('This is another host') };
  await dialog().getByRole('button', { name: 'Ask for it' }).click();
  await dialog().getByText('This is another host').waitFor();
  expect(await dialog().getByRole('textbox', { name: 'Why' }).inputValue()).toBe('Beacons');
  acknowledgement = { response_action: 'errors', errors: { host: 'No such host.' } };
  await dialog().getByRole('button', { name: 'Ask for it' }).click();
  await dialog().getByRole('alert').filter({ hasText: 'No such host.' }).waitFor();
  expect(await focused()).toBe('host');
  expect(await dialog().getByRole('textbox', { name: 'Type the host name' }).getAttribute('aria-invalid')).toBe('true');
});

journey('that the bot does not answer to stays open and says so', async () => {
  await dialog().getByRole('textbox', { name: 'Why' }).fill('Beacons');
  await dialog().getByRole('textbox', { name: 'Type the host name' }).fill('desk-42');
  stage.answerWith(() => ({ status: 503 }));
  await dialog().getByRole('button', { name: 'Ask for it' }).click();
  await dialog().getByRole('alert').filter({ hasText: 'The app did not answer' }).waitFor();
  expect(await dialog().getByRole('textbox', { name: 'Why' }).inputValue()).toBe('Beacons');
});
