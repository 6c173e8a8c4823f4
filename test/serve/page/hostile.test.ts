/**
 * promises.md row 41: log text is text. 17 payloads that would be active as markup stand in types, sessions, agents, keys,
 * values, spans and the log's own name; everything that shows them is opened, and nothing of them acts.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, launch, open, type Served, serve } from './browser.ts';
import { at } from './lines.ts';

const ACT = 'window.acted=(window.acted||0)+1';

const PAYLOADS: readonly string[] = [
  `<script>${ACT}</script>`,
  `<img src=x onerror="${ACT}">`,
  `<svg onload="${ACT}">`,
  `<iframe srcdoc="<script>parent.acted=1</script>">`,
  `<a href="javascript:${ACT}">press</a>`,
  `javascript:${ACT}`,
  `data:text/html,<script>${ACT}</script>`,
  `"><script>${ACT}</script>`,
  `'-(${ACT})-'`,
  `</title></textarea></style></script><script>${ACT}</script>`,
  `<details open ontoggle="${ACT}">`,
  `<style>@import "http://192.0.2.1/a.css"; * { display: none }</style>`,
  `<link rel=stylesheet href=http://192.0.2.1/a.css><base href=http://192.0.2.1/>`,
  `<meta http-equiv=refresh content="0;url=http://192.0.2.1/">`,
  `<form action=http://192.0.2.1/><input autofocus onfocus="${ACT}"></form>`,
  `{{constructor.constructor('${ACT}')()}}\${${ACT}}`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${ACT}&gt;">`,
];

describe.runIf(CHROMIUM !== undefined)('log text that would act', () => {
  let browser: Browser;
  let served: Served;

  beforeAll(async () => {
    const lines = PAYLOADS.flatMap((text, i) => [
      JSON.stringify({
        timestamp: at(i),
        event_type: text,
        session_id: text,
        agent: text,
        level: text,
        status: text,
        message: text,
        [text]: { [text]: [text] },
      }),
      JSON.stringify({
        ts: at(100 + i),
        event: 'tool:pre',
        session_id: `s-${i}`,
        data: { session_id: `s-${i}`, tool_name: text, tool_call_id: `c${i}`, tool_input: { [text]: text } },
      }),
      JSON.stringify({
        ts: at(101 + i),
        event: 'tool:post',
        session_id: `s-${i}`,
        data: {
          session_id: `s-${i}`,
          tool_name: text,
          tool_call_id: `c${i}`,
          result: { success: false, error: { message: text } },
        },
      }),
    ]);
    [browser, served] = await Promise.all([launch(), serve(lines, `<img src=x onerror=${ACT}>.jsonl`)]);
  });
  afterAll(async () => {
    await browser.close();
    await served.stop();
  });

  test(`${PAYLOADS.length} payloads: 0 active`, { timeout: 180_000 }, async () => {
    expect(PAYLOADS).toHaveLength(17);
    const { page, wrongs, close } = await open(browser, served.url);
    await page.waitForSelector('.events .virtual-room .row');
    expect(await page.locator('.events .virtual-room').innerText()).toContain('<script>');
    const rows = await page.locator('.events .virtual-room .row').count();
    for (let i = 0; i < rows; i++) await page.keyboard.press('j');
    await page.waitForSelector('.json');
    for (const each of await page.locator('.more').all()) await each.click();
    await page.click('.status details >> nth=0');
    await page.mouse.move(700, 150);
    await page.keyboard.press('/');
    await page.keyboard.type('@type = ');
    await page.waitForSelector('.option');
    await page.keyboard.type('"<scr >> ');
    await page.waitForSelector('.fault');
    await page.fill('#where', '');
    await page.press('#where', 'Enter');
    await page.locator('#tab-sessions').click();
    await page.locator('.sessions .virtual-room .row', { hasText: /^s-3/ }).click();
    await page.waitForSelector('.trace .bar');
    await page.locator('.trace .virtual-room .row').first().click();
    await page.waitForSelector('.span-detail');
    await page.locator('#tab-metrics').click();
    await page.waitForSelector('.by-type li');
    await served.emit({ timestamp: at(500), event_type: PAYLOADS[1], session_id: PAYLOADS[0] });
    await page.keyboard.press('1');
    await page.waitForFunction(() => document.querySelector('.live .came')?.textContent === '+1');
    expect(await page.evaluate(() => (window as { acted?: number }).acted)).toBeUndefined();
    expect(await skeleton(page)).toEqual({ scripts: 1, sheets: 1, foreign: 0, handlers: 0 });
    expect(wrongs).toEqual([]);
    await close();
  });

  test('an address that would act is text too', async () => {
    const asked = new URLSearchParams(
      PAYLOADS.slice(0, 3).flatMap((text) => [
        ['where', text],
        ['type', text],
        ['session', text],
        ['trace', text],
        ['event', `${text}@0`],
        ['since', text],
        ['tab', 'sessions'],
      ]),
    );
    const { page, wrongs, close } = await open(browser, `${served.url}/?${asked}`);
    await page.waitForSelector('.fault');
    expect(await page.evaluate(() => (window as { acted?: number }).acted)).toBeUndefined();
    expect(wrongs.filter((wrong) => !/404/.test(wrong))).toEqual([]);
    await close();
  });

  test('its policy lets nothing in', async () => {
    const policy = (await fetch(served.url)).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  });
});

/** What there is of elements that markup could bring in; links lead to the web or to the page itself. */
async function skeleton(page: Page): Promise<unknown> {
  return page.evaluate(() => ({
    scripts: document.scripts.length,
    foreign: document.querySelectorAll(
      'iframe, object, embed, base, form, img, style, math, meta[http-equiv], a[href^="javascript:" i], a[href^="data:" i]',
    ).length,
    sheets: document.styleSheets.length,
    handlers: [...document.querySelectorAll('*')].filter((each) =>
      each.getAttributeNames().some((name) => name.startsWith('on')),
    ).length,
  }));
}
