/** The page for everybody: what axe-core finds against WCAG 2.2 A and AA and its own best practice, in both themes. */
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FULL } from '../../run/ask.ts';
import { CHROMIUM, launch, open, type Served, serve } from './browser.ts';
import { LINES, SPANS } from './lines.ts';

const TAGS: axe.RunOnly = {
  type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
};
const COLOURS: axe.RunOnly = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

/** In the full form alone, for others show their parts. */
const MORE: typeof VIEWS = [
  ['?type=tool.used&severity=error&order=oldest', '.value.kept'],
  ['?tab=sessions', '.sessions .virtual-room .row'],
  ['?where=n+%3D', '.fault-message'],
];

const VIEWS: readonly (readonly [query: string, shown: string])[] = [
  ['', '.events .virtual-room .row'],
  ['?tab=sessions&trace=c37652eb-ec4c-4cb5', '.trace .bar'],
  ['?tab=metrics', '.windows'],
];

describe.runIf(CHROMIUM !== undefined)('the page for everybody', () => {
  let browser: Browser;
  let served: Served;
  let traced: Served;

  beforeAll(async () => {
    [browser, served, traced] = await Promise.all([launch(), serve(LINES), serve(SPANS)]);
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([served.stop(), traced.stop()]);
  });

  test.each(FULL ? [...VIEWS, ...MORE] : VIEWS)('/%s', async (query, shown) => {
    const { page, close } = await open(
      browser,
      `${(query.includes('trace') ? traced : served).url}/${query}`,
    );
    await page.waitForSelector(shown);
    if (query === '') await page.keyboard.press('j');
    if (query.includes('trace')) await page.locator('.trace .virtual-room .row').nth(1).click();
    await page.waitForFunction(
      () =>
        document.querySelector('.waiting') === null && document.querySelector('.live.is-connecting') === null,
    );
    await page.evaluate(axe.source);
    expect(await faults(page, TAGS)).toEqual([]);
    // The other theme has other colours and nothing else.
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    expect(await faults(page, COLOURS)).toEqual([]);
    await close();
  });
});

async function faults(page: Page, only: axe.RunOnly): Promise<string[]> {
  const found = await page.evaluate(
    (runOnly) => (window as unknown as { axe: typeof axe }).axe.run(document, { runOnly }),
    only,
  );
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
