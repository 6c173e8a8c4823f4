/** promises.md row 17: every payload in every place, in every format, gives text that drives no terminal. */
import { expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import type { Event } from '../../src/model/event.ts';
import { palette } from '../../src/render/colour.ts';
import { listing } from '../../src/render/listing.ts';
import { faultText, noteText } from '../../src/render/note.ts';
import { report } from '../../src/render/report.ts';
import type { Format, View } from '../../src/render/view.ts';
import { LIVE, PAYLOADS } from './payloads.ts';
import { eventOf, gapsOf, jsonValue, sessionsOf, statsOf, viewOf } from './rows.ts';

const PLAIN = palette(false);
const PIPED: readonly Format[] = ['table', 'csv', 'tsv'];
const ON_TERMINAL: readonly Format[] = ['table', 'json', 'ndjson', 'raw', 'csv', 'tsv'];
const VIEWS: readonly View[] = [
  ...PIPED.map((format) => viewOf({ format, provenance: true })),
  ...PIPED.map((format) => viewOf({ format, preferSummary: true, fields: ['a', 'b'] })),
  ...ON_TERMINAL.map((format) => viewOf({ format, terminal: true, provenance: true, width: 120 })),
  ...ON_TERMINAL.map((format) =>
    viewOf({ format, terminal: true, width: 60, context: true, fields: ['a', 'b'] }),
  ),
];

const PLACES: Readonly<Record<string, (payload: string) => string>> = {
  values: (payload) =>
    shown(
      (json) =>
        eventOf(json, {
          summary: jsonValue(payload),
          fields: [jsonValue(payload)],
          rest: [['k', jsonValue(payload)]],
        }),
      payload,
    ),
  keys: (payload) => shown((json) => eventOf(json, { rest: [[payload, jsonValue(1)]] }), payload),
  'types and sessions': (payload) =>
    shown((json) => eventOf(json, { type: jsonValue(payload), session: jsonValue(payload) }), payload) +
    reports(statsOf(payload)) +
    reports(gapsOf(payload)) +
    reports(sessionsOf(payload)),
  'file names': (payload) =>
    shown((json) => eventOf(json, {}, { path: payload }), 'x') +
    reports(statsOf('t', payload)) +
    reports(gapsOf('t', payload)) +
    noteText(
      {
        kind: 'unreadable',
        count: 1,
        message: `cannot read ${payload}`,
        places: [{ source: payload, offset: 1 }],
      },
      PLAIN,
    ),
  'fault texts': (payload) =>
    [0, 1, 2]
      .map((start) => {
        const span = { text: payload, start, end: start + 1 };
        return faultText(
          [new Fault({ code: 'x', message: payload, flag: payload, span, hint: payload })],
          PLAIN,
          40,
        );
      })
      .join(''),
};

test('there are 89 payloads, each of them live', () => {
  expect(PAYLOADS.length).toBe(89);
  expect(PAYLOADS.filter((payload) => !LIVE.test(payload))).toEqual(['a\nb']);
});

test.each(Object.entries(PLACES))('%s', (_, show) => {
  for (const payload of PAYLOADS) check(show(payload), payload);
});

test('columns titled by --fields are inert', () => {
  for (const payload of PAYLOADS) {
    for (const view of VIEWS)
      check(text({ ...view, fields: [payload] }, eventOf('{}', { fields: [jsonValue(1)] })), payload);
  }
});

function check(output: string, payload: string): void {
  // A CSV row ends in CR LF; a CR anywhere else is a finding.
  const found = LIVE.exec(output.replaceAll('\r\n', '\n'));
  expect(
    found === null
      ? ''
      : `${JSON.stringify(payload)} gave ${JSON.stringify(found.input.slice(found.index - 20, found.index + 20))}`,
  ).toBe('');
}

function shown(make: (json: string) => Event, payload: string): string {
  // The log may spell it raw where JSON allows that.
  const event = make(
    payload < ' ' || /[\0-\x1f]/.test(payload)
      ? JSON.stringify({ k: payload })
      : `{"k":"${payload.replaceAll('\\', '\\\\')}"}`,
  );
  return VIEWS.map((view) => text(view, event)).join('');
}

function text(view: View, event: Event): string {
  const list = listing(view);
  const parts = [list.head(), ...list.rows([event, event]), ...list.rows([event]), list.tail(3)];
  const shown = parts
    .map((part) => (typeof part === 'string' ? part : Buffer.from(part).toString()))
    .join('');
  return withoutTabs(shown, view);
}

function reports(of: Parameters<typeof report>[0]): string {
  return (
    VIEWS.map((view) => withoutTabs(report(of, view), view)).join('') +
    report(of, viewOf({ format: 'json' })) +
    report(of, viewOf({ format: 'ndjson' }))
  );
}

/** The tabs between the cells of a TSV row are ours; one too many is a finding. */
function withoutTabs(shown: string, view: View): string {
  if (view.format !== 'tsv') return shown;
  const rows = shown.replace(/\n$/, '').split('\n');
  const tabs = rows.map((row) => row.split('\t').length);
  return new Set(tabs).size === 1 ? rows.join('\n').replaceAll('\t', ' ') : shown;
}
