/** The tree of spans: in a pipe, in a terminal, and with texts of a hostile log. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { SPAN_ROWS, type TraceReport } from '../../src/model/span.ts';
import { document } from '../../src/render/document.ts';
import { traceParts } from '../../src/render/trace.ts';
import type { View } from '../../src/render/view.ts';
import { type Options, traceOf } from '../fold/traces.ts';

const PIPE: View = {
  format: 'table',
  terminal: false,
  width: 0,
  color: false,
  zone: 'UTC',
  provenance: false,
  preferSummary: false,
};
const TERMINAL: View = { ...PIPE, terminal: true, width: 120 };

const at = (event_type: string, second: number, more: object = {}): object => ({
  event_type,
  timestamp: new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString(),
  event_data: { study_name: 'n45', stage_index: 0, trial_index: 1, ...more },
});
const STUDY = [
  at('study_start', 0),
  at('stage_start', 0, { stage_name: 'explore' }),
  at('trial_start', 5),
  at('trial_failed', 10),
  at('stage_aborted', 20),
  at('trial_complete', 20, { study_name: 'lost' }),
];

const traceTable = (of: TraceReport, view: View): string => [...traceParts(of, view)].join('');

function report(dialect: string, lines: readonly object[], options: Options = {}): TraceReport {
  return { report: 'trace', version: 1, sources: [], ...traceOf(dialect, lines, options) };
}

describe('the tree', () => {
  it('in a pipe: nested, with what is open and what has no start', () => {
    expect(traceTable(report('study', STUDY), PIPE)).toBe(
      [
        'span             duration  status  start                        session  event',
        'study n45               -  open    2026-01-01 00:00:00.000000Z  n45      log@0',
        '  stage explore      20 s  error   2026-01-01 00:00:00.000000Z  n45      log@134',
        '    trial 1           5 s  error   2026-01-01 00:00:05.000000Z  n45      log@291',
        '3 spans, 1 open, 1 end without a start',
        'end without a start  time                         type            event',
        'trial 1              2026-01-01 00:00:20.000000Z  trial_complete  log@696',
        '',
      ].join('\n'),
    );
  });

  it('in a terminal: bars on one axis', () => {
    const lines = traceTable(report('study', STUDY), TERMINAL).split('\n');
    const bars = lines.slice(1, 4).map((line) => /[░█▏▎▍▌▋▊▉]+/.exec(line)!);
    expect(bars.map(([drawn]) => drawn.length)).toEqual([
      bars[0]![0].length,
      bars[0]![0].length,
      expect.any(Number),
    ]);
    const width = bars[0]![0].length;
    expect(bars[2]![0]).toBe('█'.repeat(width / 4));
    expect(bars[2]!.index - bars[0]!.index).toBe(width / 4);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it.each([
    [[], 'no span\n'],
    [[at('study_start', 0)], /1 span, 1 open\n$/],
  ])('of %j', (lines, expected) => {
    const text = traceTable(report('study', lines), PIPE);
    if (typeof expected === 'string') expect(text).toBe(expected);
    else expect(text).toMatch(expected);
  });

  it('shows one span where its parent is left out', () => {
    const text = traceTable(report('study', STUDY, { slowest: 2, errors: true }), PIPE);
    expect(text).toMatch(/^span[^\n]*\nstage explore [^\n]*\n {2}trial 1 [^\n]*\n2 of 3 spans/);
  });

  it('lets no text of a log drive the terminal', () => {
    const evil = '\u001b[2J\u202e\u0007';
    const lines = [at('study_start', 0, { study_name: evil }), at('trial_failed', 1, { case_name: evil })];
    for (const view of [PIPE, TERMINAL])
      expect(traceTable(report('study', lines), view)).not.toMatch(/[\u001b\u202e\u0007]/);
  });
});

describe('the schema', () => {
  const url = new URL('../../src/schemas/trace.schema.json', import.meta.url);
  const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
  const validate = ajv.compile(JSON.parse(readFileSync(url, 'utf8')) as object);
  const turn = [
    { ts: '2026-01-01T00:00:00Z', event: 'prompt:submit', data: {} },
    { ts: '2026-01-01T00:00:01Z', event: 'thinking:delta', data: { delta: 'x' } },
    { ts: '2026-01-01T00:00:01Z', event: 'tool:pre', data: { tool_name: 'x', tool_input: [1] } },
    { ts: '2026-01-01T00:00:02Z', event: 'tool:post', data: {} },
  ];
  it.each([
    ['study', STUDY],
    ['amplifier', turn],
  ])('%s', (dialect, lines) => {
    const json = JSON.parse(document(report(dialect, lines))) as Record<string, unknown>;
    expect(validate(json) ? [] : validate.errors).toEqual([]);
    expect(validate({ ...json, total: 'x' })).toBe(false);
    expect(report(dialect, lines)[SPAN_ROWS].length).toBeGreaterThan(1);
  });
});
