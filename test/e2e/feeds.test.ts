import type { Page } from 'playwright-core';
import { type BrowsedDemo, browseDemo, chromiumPath } from '../../demo/playground/browse-demo.ts';

/** Feeds as people meet them in the demo, in a real browser, over the real Slack adapter. */
let demo: BrowsedDemo;
let page: Page;

beforeAll(async () => {
  if (!chromiumPath) return;
  demo = await browseDemo(chromiumPath);
  page = await demo.browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(demo.url);
  await page.getByRole('heading', { name: '#soc-alerts', exact: true }).waitFor();
}, 120_000);
afterAll(() => demo?.stop(), 30_000);

const say = async (words: string) => {
  await page.getByRole('textbox').first().fill(words);
  await page.keyboard.press('Enter');
};

test('an admin subscribes, the digest stands in the channel with its files, and what is on it is marked', async () => {
  if (!chromiumPath) {
    console.warn('skipped: no Chromium found');
    return;
  }
  await page.getByLabel('You are').selectOption({ label: 'Adam Okafor (admin)' });
  await page.getByText('Morning! Night shift').waitFor();
  await say('/xdr feed subscribe rat-dns daily at 08:00 Europe/Prague --watchlist');
  await page.getByText('I tell here what is new in rat-dns, daily at 08:00 Europe/Prague.').first().waitFor();
  await say('/xdr feed now rat-dns');
  const digest = page.getByRole('article').filter({ hasText: 'Good for' });
  await digest.waitFor({ timeout: 60_000 });
  const words = await digest.innerText();
  expect(words).toMatch(/Feed rat-dns: \d+ new/);
  expect(words).toContain('panacea.threatgrid.com');
  await digest.getByText(/2 replies/).click();
  const thread = page.getByRole('complementary', { name: 'Thread' });
  await thread
    .getByText(/feed-rat-dns-.*news\.csv/)
    .first()
    .waitFor();
  await thread
    .getByText(/stix-2\.1\.json/)
    .first()
    .waitFor();
  if (process.env['PICTURE']) await page.screenshot({ path: process.env['PICTURE'] });
  await say('has anybody seen nobody-knows.example.net?');
  await thread.getByText(/On watchlist: rat-dns \(Example Gate/).waitFor({ timeout: 60_000 });
  if (process.env['PICTURE']) await page.screenshot({ path: `${process.env['PICTURE']}.2.png` });
}, 240_000);
