import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { chromiumPath } from '../../demo/playground/browse-demo.ts';

/**
 * `node manifest/teams/draw-icons.ts`: draws both icons anew from their SVG. Sizes and colours are Teams' own rules:
 * https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package#app-icons
 */
const icons = [
  { name: 'color', size: 192, see: 'solid' },
  { name: 'outline', size: 32, see: 'through' },
] as const;

if (!chromiumPath) throw new Error('No Chromium found; install it (Debian: apt-get install chromium) and try again.');
const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
try {
  for (const { name, size, see } of icons) {
    const file = (ending: string) => new URL(`${name}.${ending}`, import.meta.url);
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>*{margin:0}svg{display:block}</style>${readFileSync(file('svg'), 'utf8')}`);
    await page.screenshot({ path: file('png').pathname, omitBackground: see === 'through' });
  }
} finally {
  await browser.close();
}
