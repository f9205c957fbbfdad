import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { type BrowsedDemo, browseDemo, chromiumPath } from '../../demo/playground/browse-demo.ts';

/** The demo as people start it, in a real browser, without a mouse. */
let demo: BrowsedDemo;
let page: Page;
const faults: string[] = [];

/** In a machine without a browser each says so instead of passing in silence. */
function journey(name: string, steps: () => Promise<void>): void {
  if (chromiumPath) test(name, steps, 120_000);
  else test(`${name} (skipped: no Chromium at /usr/bin/chromium)`, () => console.warn('skipped: no Chromium found'));
}

beforeAll(async () => {
  if (!chromiumPath) return;
  demo = await browseDemo(chromiumPath);
}, 120_000);

beforeEach(async () => {
  if (!chromiumPath) return;
  faults.length = 0;
  page = await demo.browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on('request', (request) => {
    if (!request.url().startsWith(demo.url) && !request.url().startsWith('data:'))
      faults.push(`asked ${request.url()}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(demo.url);
  await page.getByRole('heading', { name: '#soc-alerts', exact: true }).waitFor();
});

afterEach(async () => {
  if (!chromiumPath) return;
  await page.close();
  expect(faults).toEqual([]);
});

afterAll(() => demo?.stop(), 30_000);

/** Goes on by Tab (or back by Shift+Tab) until the focus stands on the control of this name. */
async function tabTo(name: RegExp, key = 'Tab'): Promise<void> {
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press(key);
    const focused = await page.evaluate(
      'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent',
    );
    if (name.test(String(focused))) return;
  }
  throw new Error(`no control ${name} on the way`);
}

const thread = () => page.getByRole('complementary', { name: 'Thread' });
const cards = () => thread().getByRole('article', { name: /^XDR,/ });

journey('paste, card, details, edit, delete: all by keyboard', async () => {
  await page.keyboard.type('is internetbadguys[.]com ours?');
  await page.keyboard.press('Enter');
  await cards().getByText('internetbadguys[.]com').first().waitFor();
  expect(await cards().innerText()).toContain('SIMULATED');
  expect(await page.evaluate('document.activeElement.id')).toBe('message-box');

  await tabTo(/^Details/);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog
    .getByText(/Talos Intelligence/)
    .first()
    .waitFor();
  expect(await page.evaluate('document.activeElement.closest("dialog") !== null')).toBe(true);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await expectFocus(/^Details/);

  await tabTo(/^Edit: message of Ana Reyes/, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('is 45.83.10.7 ours?');
  await page.keyboard.press('Enter');
  await cards().getByText('45.83.10[.]7').first().waitFor();
  expect(await cards().count()).toBe(1);
  expect(await cards().innerText()).not.toContain('internetbadguys');

  await tabTo(/^Delete: message of Ana Reyes/);
  await page.keyboard.press('Enter');
  await cards().waitFor({ state: 'detached' });
  expect(await page.getByRole('article').allInnerTexts()).not.toContainEqual(expect.stringContaining('45.83.10'));
});

async function expectFocus(name: RegExp): Promise<void> {
  expect(
    await page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent'),
  ).toMatch(name);
}

journey('a file that is posted unasked is read too, dropped on the box, and its card goes with it', async () => {
  await page
    .getByRole('button', { name: /^Attach/ })
    .first()
    .waitFor();
  const text = 'indicator,seen\r\n2001:db8::bad,yesterday\r\n';
  const dropped = await page.evaluateHandle(`(() => {
    const data = new DataTransfer();
    data.items.add(new File([${JSON.stringify(text)}], 'notes.csv', { type: 'text/csv' }));
    return data;
  })()`);
  await page.dispatchEvent('#composer', 'drop', { dataTransfer: dropped });
  await page.getByText('notes.csv').waitFor();
  await page.getByRole('button', { name: 'Send' }).first().click();
  await cards().getByText('2001[:]db8').first().waitFor();
  expect(await cards().innerText()).toContain('notes.csv');
  if (process.env['PICTURE']) await page.screenshot({ path: process.env['PICTURE'] });
  await page
    .getByRole('button', { name: /^Delete: message of Ana Reyes/ })
    .last()
    .click();
  await cards().waitFor({ state: 'detached' });
});

journey('ordinary chat costs nothing and gets no answer', async () => {
  const made = () => page.locator('#calls-made').innerText();
  const before = await made();
  await page.getByRole('button', { name: /^Chat as usual/ }).click();
  await page.getByText('We ship v2.4.1 after lunch').waitFor();
  await page.getByRole('button', { name: /^See sources disagree/ }).click();
  await cards()
    .getByText(/disputed\[\.\]example/)
    .first()
    .waitFor();
  const chat = page
    .getByRole('region', { name: 'Messages', exact: true })
    .getByRole('article')
    .filter({ hasText: 'v2.4.1' });
  expect(await chat.getByText('1 reply').count()).toBe(0);
  // For the second message alone: one Inspect, one deliberate, one for each store of judgements.
  expect(Number(await made())).toBe(Number(before) + 4);
});

journey('a command is answered, help to the asker alone', async () => {
  await page.keyboard.type('/xdr help');
  await page.keyboard.press('Enter');
  const help = page.getByRole('article').filter({ hasText: 'Only visible to you' });
  await help.waitFor();
  await page.getByLabel('You are').selectOption({ label: 'Adam Okafor (admin)' });
  await page.getByText('Morning! Night shift').waitFor();
  await help.waitFor({ state: 'detached' });
});

journey('a pasted link of an incident becomes its card, whose button shows the whole', async () => {
  await page.keyboard.type('https://xdr.us.security.cisco.com/incidents/incident-00000000-0000-4000-8000-000000001042');
  await page.keyboard.press('Enter');
  const message = page.getByRole('article').filter({ hasText: 'INC-1042' });
  await message.getByText('912 of 1000').waitFor();
  await message.getByRole('button', { name: /^Show incident/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Observables of').waitFor();
  // Only what stands in it scrolls, not the dialog as well.
  const bars = '({ scrollHeight, clientHeight }) => scrollHeight - clientHeight';
  expect(await page.evaluate(`(${bars})(document.querySelector('dialog'))`)).toBe(0);
  await page.keyboard.press('Escape');
});

journey('where no incident has its room, adding a message says how to link, to the person alone', async () => {
  await page.keyboard.type('the beacon speaks every minute');
  await page.keyboard.press('Enter');
  const message = page.getByRole('article').filter({ hasText: 'every minute' });
  await message.hover();
  await message.getByRole('button', { name: /^Add to incident/ }).click();
  const told = page.getByRole('article').filter({ hasText: 'Only visible to you' }).last();
  await told.getByText('incident link').waitFor();
});

journey('the page has a name for everything, and one of each id', async () => {
  await page.getByRole('button', { name: /^Paste a report/ }).click();
  await cards().first().waitFor();
  const problems = await page.evaluate(`(() => {
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    const nameless = [...document.querySelectorAll('button, select, textarea, input')].filter(
      (each) => !(each.getAttribute('aria-label') || each.textContent.trim() || each.labels?.length),
    );
    return [...ids.filter((id, i) => ids.indexOf(id) !== i), ...nameless.map((each) => each.outerHTML)];
  })()`);
  expect(problems).toEqual([]);
  for (const role of ['banner', 'main', 'navigation'] as const)
    expect(await page.getByRole(role).count()).toBeLessThan(2);
  expect(await page.getByRole('main').count()).toBe(1);
});

journey('a narrow screen shows one thing at a time, and drawers close by Escape', async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  const widest = await page.evaluate('document.documentElement.scrollWidth');
  expect(widest).toBe(390);
  const opener = page.getByRole('button', { name: 'Channels', exact: true });
  await opener.click();
  await page.getByRole('button', { name: 'general' }).waitFor();
  await page.keyboard.press('Escape');
  await expectFocus(/^Channels$/);
  await page.getByRole('button', { name: 'general' }).waitFor({ state: 'hidden' });
});

journey('on a phone, where nothing hovers, messages and what can be done with them fit its width', async () => {
  const phone = await demo.browser.newPage({ viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
  await phone.goto(demo.url);
  await phone
    .getByRole('button', { name: /^Delete: message of Ana Reyes/ })
    .first()
    .waitFor();
  const beyond = '(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)';
  expect(await phone.evaluate(`${beyond}(document.getElementById('messages-scroll'))`)).toBe(0);
  await phone.close();
});

journey('a posted file: its card, its hashes, gone with its message', async () => {
  const buffer = Buffer.from('lure from internetbadguys[.]com, second stage at 45.83.10[.]7\n');
  await page
    .locator('#composer input[type="file"]')
    .setInputFiles({ name: 'iocs.txt', mimeType: 'text/plain', buffer });
  await page.getByText('iocs.txt').waitFor();
  await page.keyboard.type('@xdr enrich');
  await page.keyboard.press('Enter');
  await cards().getByText('internetbadguys[.]com').first().waitFor();
  const words = await cards().innerText();
  for (const expected of ['iocs.txt', '45.83.10[.]7', createHash('sha256').update(buffer).digest('hex')])
    expect(words).toContain(expected);
  expect(await page.locator('#composer .attached').isHidden()).toBe(true);
});
