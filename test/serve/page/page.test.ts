/**
 * The page in a real Chromium against a real server: what a user sees and does. Every page is watched: an error, a refused
 * resource, a breach of its policy or a request to anywhere else fails its test.
 */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, launch, open, type Served, serve } from './browser.ts';
import { at, LINES, line, SPANS } from './lines.ts';

const UNSEEN =
  'THE PAGE WAS NOT TESTED: no Chromium at /usr/bin/chromium, /usr/bin/google-chrome or $INQUEST_CHROMIUM';

/** A guard against hanging on a busy machine, no measure. */
const WAIT = { timeout: 20_000 };

if (CHROMIUM === undefined) process.stderr.write(`\n${UNSEEN}\n\n`);

test.runIf(CHROMIUM === undefined)(UNSEEN, ({ skip }) => skip());

describe.runIf(CHROMIUM !== undefined)('the page', () => {
  let browser: Browser;
  let main: Served;

  beforeAll(async () => {
    [browser, main] = await Promise.all([launch(), serve(LINES)]);
  });
  afterAll(async () => {
    await browser.close();
    await main.stop();
  });

  /** Looks at an address, and at the end that nothing went wrong. */
  async function visit(
    address: string,
    look: (page: Page) => Promise<void>,
    options: object = {},
  ): Promise<void> {
    const watched = await open(browser, address, options);
    try {
      await settled(watched.page);
      await look(watched.page);
      expect(watched.wrongs).toEqual([]);
    } finally {
      await watched.close();
    }
  }

  test('shows the picture, the facets, the list, what was silent and what ran backwards', () =>
    visit(main.url, async (page) => {
      expect(await text(page, '[role=tab][aria-selected=true]')).toBe('Events 360');
      expect(await text(page, '.status [role=status]')).toBe('360 events');
      await says(page.locator('.silences summary'), '1 silence 1 back in time');
      expect(await painted(page)).toBeGreaterThan(1000);
      expect(await texts(page.locator('.facet').first().locator('li'))).toEqual([
        'model.called 172 ≠',
        'tool.used 160 ≠',
        'agent.invoked 28 ≠',
      ]);
      expect(await row(page, 0)).toContain('tool.used');
      expect(await row(page, 0)).toContain('11:20:59');
      await page.click('.silences summary');
      expect(await page.locator('.silences .places').first().innerText()).toContain('1 h 59 m');
    }));

  test('a brush is a range, a double click everything', () =>
    visit(main.url, async (page) => {
      const { x, y, width } = await boxOf(page.locator('.chart .u-over'));
      await page.mouse.move(x + width * 0.9, y + 30);
      await page.mouse.down();
      await page.mouse.move(x + width - 1, y + 40, { steps: 4 });
      await page.mouse.up();
      await says(page.locator('.status [role=status]'), '60 events');
      const view = new URL(page.url()).searchParams;
      expect(Number(view.get('since'))).toBeGreaterThan(Date.parse(at(7000)) / 1000);
      await expect.poll(() => page.locator('.outline .window').count(), WAIT).toBe(1);
      expect(await page.locator('.live').innerText()).toContain('fixed range');
      await page.mouse.dblclick(x + width / 2, y + 30);
      await says(page.locator('.status [role=status]'), '360 events');
      expect(new URL(page.url()).search).toBe('');
      await page.goBack();
      await says(page.locator('.status [role=status]'), '60 events');
    }));

  test('a wrong expression is underlined where it is wrong; a right one narrows', () =>
    visit(main.url, async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('@type = tool.used and n >> 3');
      await says(page.locator('.search .wave'), '>>');
      await expect.poll(() => text(page, '.search .fault-message'), WAIT).toMatch(/^expected an operator/);
      await expect.poll(() => page.getAttribute('#where', 'aria-invalid'), WAIT).toBe('true');
      await page.keyboard.press('Enter');
      expect(await text(page, '.status [role=status]')).toBe('360 events');
      await page.fill('#where', '@type = tool.used and n >= 350');
      await page.keyboard.press('Enter');
      await says(page.locator('.status [role=status]'), '10 events');
      await expect.poll(() => page.locator('.search .fault').count(), WAIT).toBe(0);
      expect(new URL(page.url()).searchParams.get('where')).toBe('@type = tool.used and n >= 350');
    }));

  test('a wrong expression of an address is said too', () =>
    visit(`${main.url}/?where=data.n+%3D`, async (page) => {
      await page.waitForSelector('.search .fault-message');
      await expect.poll(() => text(page, '.search .fault-message'), WAIT).toMatch(/expected/);
    }));

  test('the box proposes what may stand there', () =>
    visit(main.url, async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('@type = mod');
      await says(page.locator('.option').first(), 'model.called value');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Tab');
      await expect.poll(() => page.inputValue('#where'), WAIT).toBe('@type = model.called ');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Enter');
      await says(page.locator('.status [role=status]'), '172 events');
    }));

  test('facets narrow, and still say what else there is', () =>
    visit(main.url, async (page) => {
      const types = page.locator('.facet').first();
      await types.getByText('agent.invoked').click();
      await says(page.locator('.status [role=status]'), '28 events');
      await says(types.locator('.value').nth(1), 'tool.used 160 ≠');
      await types.getByText('tool.used').click();
      await says(page.locator('.status [role=status]'), '188 events');
      await page.getByLabel('Leave out session s-two').click();
      await page.waitForFunction(() => location.search.includes('not'));
      await expect.poll(() => page.inputValue('#where'), WAIT).toBe('not (@session = "s-two")');
      await page.getByText('Clear all filters').click();
      await says(page.locator('.status [role=status]'), '360 events');
    }));

  test('an event is its own text, its values ways to search', async () => {
    const own =
      '{"timestamp":"2026-03-02T09:00:00Z","event_type":"odd","n":9007199254740993,"n":1.0e2,"web":"https://example.org/a?b=1","no":"javascript:alert(1)"}';
    const served = await serve([own]);
    await visit(served.url, async (page) => {
      await page.click('.events .virtual-room .row');
      await page.waitForSelector('.json');
      expect(
        (await page.locator('.json-line').allInnerTexts()).map((each) =>
          each.replace(/\s*=\s*≠\s*$/, '').trim(),
        ),
      ).toEqual([
        '{',
        '"timestamp": "2026-03-02T09:00:00Z",',
        '"event_type": "odd",',
        '"n": 9007199254740993,',
        '"n": 1.0e2,',
        '"web": "https://example.org/a?b=1",',
        '"no": "javascript:alert(1)"',
        '}',
      ]);
      const links = await page
        .locator('.detail a')
        .evaluateAll((all) => all.map((a) => [(a as HTMLAnchorElement).href, a.getAttribute('rel')]));
      expect(links).toEqual([['https://example.org/a?b=1', 'noopener noreferrer nofollow']]);
      await expect.poll(() => text(page, '.citation code'), WAIT).toBe(`${served.log}@0`);
      await page.getByLabel('Only events where event_type = "odd"').click();
      await page.waitForFunction(() => location.search.includes('where'));
      await expect.poll(() => page.inputValue('#where'), WAIT).toBe('event_type = "odd"');
    });
    await served.stop();
  });

  test('events come live, are counted once, and wait where one reads', async () => {
    const served = await serve(LINES);
    await visit(served.url, async (page) => {
      await says(page.locator('.live'), 'live');
      await served.emit(JSON.parse(line(9000, 'brand.new', { n: 1000 })));
      await says(page.locator('.events .virtual-room .cell-type').first(), 'brand.new');
      await says(page.locator('[role=tab]').first(), 'Events 361');
      await says(page.locator('.live .came'), '+1');
      expect(await page.locator('.facet').first().innerText()).toContain('brand.new');
      await page.locator('.events .virtual').evaluate((list) => {
        list.scrollTop = 4000;
      });
      await page.waitForFunction(() => !document.querySelector('#Events-0'));
      for (let i = 0; i < 3; i++) await served.emit(JSON.parse(line(9001 + i, 'brand.new', { n: 1001 + i })));
      await says(page.locator('.unseen'), '↑ 3 new');
      await page.click('.unseen');
      await says(page.locator('[role=tab]').first(), 'Events 364');
      await expect.poll(() => row(page, 0)).toContain('n=1003');
      await page.keyboard.press('l');
      await says(page.locator('.live'), 'live off');
      await served.emit(JSON.parse(line(9100, 'brand.new', { n: 1100 })));
      await page.keyboard.press('l');
      await says(page.locator('[role=tab]').first(), 'Events 365');
    });
    await served.stop();
  });

  test('a session is a waterfall, with what its tools were given and gave back', async () => {
    const served = await serve(SPANS);
    await visit(served.url, async (page) => {
      await page.keyboard.press('2');
      await page.locator('.sessions .virtual-room .row').first().click();
      await says(page.locator('.trace .virtual-room .row').nth(1), 'tool bash 2 s ok');
      expect(
        await page.locator('.trace .bar').evaluateAll((bars) => bars.map((bar) => bar.className)),
      ).toEqual(['bar status-open open', 'bar status-ok', 'bar status-error', 'bar status-open open']);
      const [outer, inner] = [
        await boxOf(page.locator('.trace .bar').nth(0)),
        await boxOf(page.locator('.trace .bar').nth(1)),
      ];
      expect(inner.x).toBeGreaterThan(outer.x);
      expect(inner.x + inner.width).toBeLessThan(outer.x + outer.width);
      await page.locator('.trace .virtual-room .row').nth(2).click();
      await expect
        .poll(() => text(page, '.span-detail'), WAIT)
        .toMatch(/no such file[\s\S]*"path": "b\.txt"/);
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowUp');
      await expect.poll(() => text(page, '.span-detail .text'), WAIT).toBe('list the files <b>now</b>');
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => page.locator('.trace .virtual-room .row').count(), WAIT).toBe(1);
      await page.getByRole('button', { name: 'first event' }).click();
      await says(page.locator('.detail h2'), 'prompt:submit');
    });
    await served.stop();
  });

  test('metrics end at the last event of what is selected', () =>
    visit(`${main.url}/?tab=metrics&type=tool.used`, async (page) => {
      await says(page.locator('.windows tbody tr').nth(1), 'events 59 60 60 60');
      expect(await texts(page.locator('.by-type li'))).toEqual(['tool.used 60']);
      await expect.poll(() => text(page, '.served'), WAIT).toContain('1 SSE');
    }));

  test('dark and light: as the system, or as chosen and remembered', () =>
    visit(
      main.url,
      async (page) => {
        expect(await paper(page)).toBe('rgb(15, 18, 20)');
        await page.keyboard.press('t');
        expect(await paper(page)).toBe('rgb(244, 245, 243)');
        await page.reload();
        await settled(page);
        expect(await paper(page)).toBe('rgb(244, 245, 243)');
        await page.keyboard.press('t');
        await page.emulateMedia({ colorScheme: 'light' });
        await expect.poll(() => paper(page)).toBe('rgb(244, 245, 243)');
      },
      { colorScheme: 'dark' },
    ));

  test('everything by keys', () =>
    visit(main.url, async (page) => {
      await page.keyboard.press('?');
      await expect.poll(() => page.locator('dialog[open] dt kbd').count(), WAIT).toBeGreaterThan(12);
      await page.keyboard.press('Escape');
      await expect.poll(() => page.locator('dialog[open]').count(), WAIT).toBe(0);
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await expect.poll(() => page.locator('.row.active').getAttribute('id'), WAIT).toBe('Events-1');
      await says(page.locator('.detail-time'), '2026-03-02 11:20:58.000000');
      await page.keyboard.press('Escape');
      await expect.poll(() => page.locator('.detail').count(), WAIT).toBe(0);
      await page.locator('.chart').focus();
      await page.keyboard.press('Home');
      for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight');
      await expect
        .poll(() => text(page, '.time-axis [aria-live]'), WAIT)
        .toMatch(/^2026-03-02 09:\d\d.*: \d+ events/);
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => location.search.includes('since'));
      await page.keyboard.press('Escape');
      await page.waitForFunction(() => location.search === '');
      await page.locator('#tab-events').focus();
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => page.locator('#tab-sessions').getAttribute('aria-selected'), WAIT).toBe('true');
      await page.keyboard.press('1');
      await page.keyboard.press('o');
      await says(page.locator('.events .virtual-room .cell-time').first(), '2026-03-02 09:00:00.000000');
      expect(
        await page.locator('button, input, select, summary, [tabindex="0"]').evaluateAll(nameless),
      ).toEqual([]);
    }));

  test('an address reproduces its view in another browser', async () => {
    let address = '';
    let seen: unknown;
    await visit(main.url, async (page) => {
      await page.locator('.facet').first().getByText('model.called').click();
      await page.fill('#where', 'n < 100');
      await page.press('#where', 'Enter');
      await page.waitForFunction(() => location.search.includes('where'));
      await page.fill('.bound >> nth=0', '2026-03-02 09:02');
      await page.press('.bound >> nth=0', 'Enter');
      await says(page.locator('.status [role=status]'), '39 events');
      await page.locator('.events .virtual-room .row').nth(3).click();
      await page.keyboard.press('o');
      await page.waitForSelector('.json');
      await says(page.locator('.events .virtual-room .cell-time').first(), '2026-03-02 09:02:04.000000');
      address = page.url();
      seen = await look(page);
    });
    await visit(address, async (page) => {
      await page.waitForSelector('.json');
      await says(page.locator('.status [role=status]'), '39 events');
      expect(await look(page)).toEqual(seen);
      expect(page.url()).toBe(address);
    });
  });

  test('a long list holds what it shows', async () => {
    const many = Array.from({ length: 12_000 }, (_, i) => line(i, `type-${i % 30}`, { n: i }));
    const served = await serve(many);
    await visit(served.url, async (page) => {
      await page.locator('.events .virtual-room').focus();
      for (let i = 0; i < 8; i++) {
        await page.keyboard.press('End');
        await settled(page);
      }
      await expect.poll(() => page.locator('.events .row').count(), WAIT).toBeLessThan(120);
      const shown = await page.locator('.events .virtual-room .row').last().innerText();
      expect(shown).toMatch(/n=\d+/);
      await page.keyboard.press('Home');
      await says(page.locator('.events .virtual-room .cell-text').first(), 'n=11999');
      expect(await page.locator('.facet').first().innerText()).toContain('22 more');
    });
    await served.stop();
  });
});

/** What a view shows, in words. */
async function look(page: Page): Promise<unknown> {
  return {
    count: await text(page, '.status [role=status]'),
    rows: await page.locator('.events .virtual-room .row').allInnerTexts(),
    kept: await page.locator('.value.kept').allInnerTexts(),
    where: await page.inputValue('#where'),
    bounds: await page
      .locator('.bound')
      .evaluateAll((all) => all.map((each) => (each as HTMLInputElement).value)),
    detail: await text(page, '.detail'),
    tab: await text(page, '[role=tab][aria-selected=true]'),
  };
}

/** The picture and the list are there. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      (!document.querySelector('.waiting') &&
        /\d/.test(document.querySelector('.status [role=status]')?.textContent ?? '')) ||
      document.querySelector('.fault') !== null,
  );
}

/** Waits until an element says this, white space aside. */
async function says(element: Locator, wanted: string): Promise<void> {
  await expect.poll(async () => plain(await element.innerText()), WAIT).toBe(wanted);
}

async function text(page: Page, selector: string): Promise<string> {
  return plain(await page.locator(selector).first().innerText());
}

async function texts(elements: Locator): Promise<string[]> {
  return (await elements.allInnerTexts()).map(plain);
}

function plain(given: string): string {
  return given.replace(/\s+/g, ' ').trim();
}

async function row(page: Page, index: number): Promise<string> {
  return page.locator('.events .virtual-room .row').nth(index).innerText();
}

async function boxOf(element: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await element.boundingBox();
  if (box === null) throw new Error('it is not in sight');
  return box;
}

/** Pixels of the chart that are not see-through. */
async function painted(page: Page): Promise<number> {
  return page.locator('.chart canvas').evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const pen = canvas.getContext('2d');
    return pen === null
      ? 0
      : pen.getImageData(0, 0, canvas.width, canvas.height).data.filter((byte, i) => i % 4 === 3 && byte > 0)
          .length;
  });
}

async function paper(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}

/** Those elements that no text, label or title names. */
function nameless(all: (Element | HTMLElement)[]): string[] {
  return all
    .filter((each) => {
      const labels = (each as HTMLInputElement).labels;
      return !(
        each.textContent ||
        each.getAttribute('aria-label') ||
        each.getAttribute('title') ||
        labels?.[0]?.textContent
      );
    })
    .map((each) => each.outerHTML);
}
