import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { browseDemo, chromiumPath } from './browse-demo.ts';

/** `npm run screenshot`: plays a small story on the page and takes the README's pictures. */
const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));

async function open(browser: Browser, url: string, colorScheme: 'light' | 'dark'): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
  await page.goto(url);
  await page.getByRole('button', { name: /^Ask about/ }).waitFor();
  return page;
}

/** Silence for chat, a card for an alert, then one for a question, whose thread opens. */
async function playStory(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Chat as usual/ }).click();
  await page.getByRole('button', { name: /^An alert/ }).click();
  await page.getByRole('button', { name: '1 reply' }).first().waitFor();
  await page.getByRole('button', { name: /^Ask about/ }).click();
  await page.getByRole('button', { name: /^Details of internetbadguys/ }).waitFor();
}

async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${IMAGES}${name}.png` });
  console.log(`docs/images/${name}.png`);
}

if (!chromiumPath) throw new Error('No Chromium found; install it (Debian: apt-get install chromium) and try again.');
mkdirSync(IMAGES, { recursive: true });
const { url, browser, stop } = await browseDemo(chromiumPath);
try {
  const light = await open(browser, url, 'light');
  await playStory(light);
  await take(light, 'playground-light');
  await light.getByRole('button', { name: /^Details of internetbadguys/ }).click();
  await light.getByRole('dialog').getByText('Judgements', { exact: true }).waitFor();
  await take(light, 'playground-details');
  await light.close();

  const dark = await open(browser, url, 'dark');
  await dark.getByRole('button', { name: '1 reply' }).last().click();
  await dark.getByRole('button', { name: /^Details of internetbadguys/ }).waitFor();
  await dark.getByRole('textbox', { name: /^Message/ }).focus();
  await take(dark, 'playground-dark');
} finally {
  await stop();
}
