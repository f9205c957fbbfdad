import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

/** Where the browser that drives the page is, if this machine has one. */
export const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);

/** Chromium without a window, a sandbox (it runs in containers) or any traffic of its own. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type BrowsedDemo = Readonly<{ url: string; browser: Browser; stop: () => Promise<void> }>;

/** Starts the demo as people start it, with an empty database of its own, and a browser beside it. */
export async function browseDemo(executablePath: string): Promise<BrowsedDemo> {
  const home = mkdtempSync(join(tmpdir(), 'playground-'));
  const bot = spawn(process.execPath, [fileURLToPath(new URL('../../bin/start.mjs', import.meta.url))], {
    cwd: home, // no `.env` of the developer is read
    env: { PATH: process.env['PATH'], HOME: home, DATA_DIR: join(home, 'data'), PORT: '0', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => bot.once('exit', resolve));
  const printed = new Promise<string>((resolve, reject) => {
    let said = '';
    bot.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
      const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(said)?.[0];
      if (address) resolve(address);
    });
    ended.then((code) => reject(new Error(`the demo ended with ${code}: ${said}`)));
  });
  const [url, browser] = await Promise.all([printed, chromium.launch({ executablePath, args: FLAGS })]);
  return {
    url,
    browser,
    stop: async () => {
      await browser.close();
      bot.kill('SIGTERM');
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
