/**
 * A real Chromium and a real server for tests of the page. Where no Chromium is installed, `CHROMIUM` is undefined and the
 * tests say loudly that the page was not looked at.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type Child, exitOf, start } from '../../promises/output/program.ts';

const PLACES = [
  process.env.INQUEST_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** The browser's program; undefined where there is none. */
export const CHROMIUM: string | undefined = PLACES.find((path) => path !== undefined && existsSync(path));

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
/** One process for all pages of a site, which a slow machine starts once. */
const FEW = ['--disable-site-isolation-trials', '--renderer-process-limit=1'];
const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM!, headless: true, args: [...FLAGS, ...QUIET, ...FEW] });
}

export interface Served {
  readonly url: string;
  readonly log: string;
  /** Has the server take in and append an event. */
  emit(event: object): Promise<void>;
  stop(): Promise<void>;
}

/** `inquest serve` of a log with these lines, on a port of its own, that also takes events in. */
export async function serve(lines: readonly string[], name = 'log.jsonl'): Promise<Served> {
  const directory = mkdtempSync(join(tmpdir(), 'page-'));
  const log = join(directory, name);
  writeFileSync(log, lines.map((line) => `${line}\n`).join(''));
  const server = start(['serve', log, '--log', log, '--port', '0']);
  const url = await addressOf(server);
  return {
    url,
    log,
    async emit(event) {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${url}/events/emit`, {
        method: 'POST',
        headers,
        body: JSON.stringify(event),
      });
      if (answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`);
    },
    async stop() {
      const over = exitOf(server);
      server.kill('SIGTERM');
      await over;
      rmSync(directory, { recursive: true });
    },
  };
}

/** A page that keeps what it must not say: errors, refused resources, breaches of its policy. */
export interface Watched {
  readonly page: Page;
  /** Everything that went wrong, in words. */
  readonly wrongs: string[];
  close(): Promise<void>;
}

/** A fresh page in a window of its own. An answer of 400 is what asking wrongly gets, so it is no wrong. */
export async function open(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const wrongs: string[] = [];
  const { origin } = new URL(address);
  page.on('pageerror', (error) => wrongs.push(`error: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 400/.test(message.text())) wrongs.push(message.text());
  });
  page.on('dialog', (dialog) => {
    wrongs.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('data:'))
      wrongs.push(`asked ${request.url()}`);
  });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      throw new Error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  await page.goto(address);
  return { page, wrongs, close: () => context.close() };
}

function addressOf(server: Child): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (chunk: Buffer): void => {
      said += chunk;
      const found = /http:\/\/[\d.:]+/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
}
