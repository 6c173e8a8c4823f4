/**
 * The page's first picture of a log, beside `stats` of it: in a browser that runs, of a server that was just started, opened as
 * soon as it listens and two seconds later. From the navigation to the frame that shows the picture. Prints Markdown.
 *
 *     node picture.mjs LOG [--runs 7] [--browser /usr/bin/chromium] [--bin FILE]
 */
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '7' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
    bin: { type: 'string', default: join(import.meta.dirname, '../../bin/inquest.js') },
  },
});
const [log] = positionals;
if (log === undefined) throw new Error('name a log');

const browser = await chromium.launch({
  executablePath: values.browser,
  args: ['--no-sandbox', '--disable-gpu'],
});
const times = { stats: [], 'page, as soon as the server listens': [], 'page, two seconds later': [] };
try {
  await (await browser.newPage()).close();
  for (let run = 0; run < Number(values.runs); run++) {
    const [stats, soon, later] = Object.values(times);
    stats.push(statsMs());
    soon.push(await pictureMs(0));
    later.push(await pictureMs(2000));
  }
} finally {
  await browser.close();
}
const least = median(times.stats);
const rows = Object.entries(times).map(
  ([what, all]) => `| ${what} | ${Math.round(median(all))} ms | ${(median(all) / least).toFixed(2)} × |\n`,
);
process.stdout.write(`| what | median of ${values.runs} | beside stats |\n|---|---|---|\n${rows.join('')}`);

function statsMs() {
  const began = performance.now();
  execFileSync(process.execPath, [values.bin, 'stats', log], { stdio: 'ignore' });
  return performance.now() - began;
}

async function pictureMs(afterMs) {
  const args = [values.bin, 'serve', log, '--port', '0'];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const url = await new Promise((resolve) =>
      server.stdout.once('data', (data) => resolve(String(data).trim())),
    );
    await pause(afterMs);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(url);
    const shown = () => performance.getEntriesByName('inquest:picture')[0]?.startTime;
    const ms = await (
      await page.waitForFunction(shown, null, { timeout: 120_000, polling: 100 })
    ).jsonValue();
    // The passes behind the picture end before the next one is measured.
    await pause(3000);
    await page.close();
    return ms;
  } finally {
    server.kill('SIGTERM');
    await new Promise((resolve) => server.once('exit', resolve));
  }
}

function median(all) {
  return all.toSorted((a, b) => a - b)[all.length >> 1];
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
