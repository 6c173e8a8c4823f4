/** Pairing: small logs as rows, and the spans that they hold. */
import { describe, expect, it } from 'vitest';
import { SPAN_ROWS } from '../../src/model/span.ts';
import { type Options, traceOf } from './traces.ts';

/** `TYPE KEY SECOND`; a second of `-` is no time. */
function generic(line: string): object {
  const [event, key, second] = line.split(' ');
  return {
    event,
    ...(key === '-' ? {} : { key }),
    ...(second === '-' ? {} : { ts: new Date(Number(second) * 1000).toISOString() }),
  };
}

const KEY = { kind: 'path', path: [{ key: 'key' }] } as const;
const OWN = { starts: ['start'], ends: ['end'], key: KEY };

/** `KEY FROM-TO` of each span by line numbers, in order; `?` where open or untold; orphans behind a bar. */
function check(lines: readonly string[], expected: string, options: Options = {}): void {
  const answer = traceOf('generic', lines.map(generic), { own: OWN, ...options });
  const spans = answer[SPAN_ROWS].map(
    ({ key = '-', from, to }) => `${key} ${from?.line ?? '?'}-${to?.line ?? '?'}`,
  );
  const orphans = answer.orphan_ends.map(({ key = '-', at }) => `${key} ${at.line}`);
  expect(`${spans.join(', ')} | ${orphans.join(', ')}`).toBe(expected);
  expect(answer).toMatchObject({ total: spans.length, orphans: orphans.length });
}

describe('a pair with a key', () => {
  const rows: readonly (readonly [what: string, lines: readonly string[], expected: string])[] = [
    ['nothing', [], ' | '],
    ['one span', ['start a 1', 'end a 2'], 'a 1-2 | '],
    ['an open one', ['start a 1'], 'a 1-? | '],
    ['an end before its start is an orphan', ['end a 1', 'start a 2'], 'a 2-? | a 1'],
    ['an end too many is an orphan', ['start a 1', 'end a 2', 'end a 3'], 'a 1-2 | a 3'],
    ['a key that comes again', ['start a 1', 'end a 2', 'start a 3', 'end a 4'], 'a 1-2, a 3-4 | '],
    ['keys interleaved', ['start a 1', 'start b 2', 'end a 3', 'end b 4'], 'a 1-3, b 2-4 | '],
    ['equal keys: first in, first out', ['start a 1', 'start a 2', 'end a 3', 'end a 4'], 'a 1-3, a 2-4 | '],
    ['time decides, not the line', ['end a 2', 'start a 1'], 'a 2-1 | '],
    ['ties keep the order of lines', ['end a 1', 'start a 1'], 'a 2-? | a 1'],
    ['ties keep the order of lines', ['start a 1', 'end a 1'], 'a 1-2 | '],
    ['an absent key is a value of its own', ['start - 1', 'start a 2', 'end - 3'], '- 1-3, a 2-? | '],
    [
      'an event without a time stays behind the one before',
      ['start a 1', 'end a -', 'end a 2'],
      'a 1-2 | a 3',
    ],
    ['no time at all: the order of lines', ['start a -', 'end a -'], 'a 1-2 | '],
    ['other types say nothing', ['start a 1', 'other a 2', 'end a 3'], 'a 1-3 | '],
  ];
  it.each(rows)('%s', (_, lines, expected) => check(lines, expected));

  it('of one type alone, each event ends the one before', () => {
    const own = { starts: ['beat'], ends: ['beat'], key: KEY };
    check(['beat a 1', 'beat b 2', 'beat a 3', 'beat a 4'], 'a 1-3, b 2-?, a 3-4, a 4-? | ', { own });
  });

  it('without --key goes by session', () => {
    const lines = [
      { event: 'start', session: 'x', ts: '2026-01-01T00:00:00Z' },
      { event: 'start', session: 'y', ts: '2026-01-01T00:00:01Z' },
      { event: 'end', session: 'y', ts: '2026-01-01T00:00:03.5Z' },
    ];
    const { spans } = traceOf('generic', lines, { own: { starts: ['start'], ends: ['end'] } });
    expect(spans?.map(({ key, status, duration_ms }) => [key, status, duration_ms])).toEqual([
      ['x', 'open', undefined],
      ['y', 'ended', 2500],
    ]);
  });

  it('tells keys apart that are long or alike', () => {
    const long = 'k'.repeat(5000);
    check(
      [`start ${long}x 1`, `start ${long}y 2`, `end ${long}y 3`],
      `${long.slice(0, 200)} 1-?, ${long.slice(0, 200)} 2-3 | `,
    );
    const path = (key: string) => ({ kind: 'path', path: [{ key }] }) as const;
    const lines = [
      { event: 'start', key: 1, ts: 1700000000 },
      { event: 'end', key: '1', ts: 1700000001 },
      { event: 'start', key: null, ts: 1700000002 },
      { event: 'end', key: { a: 1 }, ts: 1700000003 },
    ];
    const { total, orphans } = traceOf('generic', lines, { own: { ...OWN, key: path('key') } });
    expect({ total, orphans }).toEqual({ total: 2, orphans: 0 });
  });
});

describe('what is asked for', () => {
  const lines = ['start a 1', 'start b 2', 'end b 3', 'end a 9', 'start c 10'];
  it('--turn: the Nth that lies in nothing', () => {
    const shown = (options: Options) =>
      traceOf('generic', lines.map(generic), { own: OWN, ...options })[SPAN_ROWS].map(({ key }) => key);
    expect(shown({ turn: 2 })).toEqual(['b']);
    expect(shown({ turn: 9 })).toEqual([]);
    expect(shown({ slowest: 1 })).toEqual(['a']);
    expect(shown({ slowest: 5 })).toEqual(['a', 'b']);
    expect(shown({ errors: true })).toEqual([]);
  });

  it('keeps the first records in time at the cap, whatever their order in the log', () => {
    const many = Array.from({ length: 100 }, (_, k) => generic(`start k${k} ${k}`));
    for (const list of [many, many.toReversed()]) {
      for (const cuts of [[], [10, 50]]) {
        const answer = traceOf('generic', list, { own: OWN, cap: 5, batchSize: 7, cuts });
        expect(answer.spans?.map(({ key }) => key)).toEqual(['k0', 'k1', 'k2', 'k3', 'k4']);
        expect(answer.notes).toMatchObject([
          { kind: 'capped', count: 95, message: expect.stringContaining('given up as open') },
          { kind: 'capped', count: 95, message: expect.stringContaining('left out') },
        ]);
      }
    }
  });
});

/** An amplifier event `second` seconds into a day. */
const at = (event: string, second: number, data: object = {}): object => ({
  ts: new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString(),
  event,
  session_id: 's',
  data,
});

describe('turns of the trace model', () => {
  const call = (id: string | undefined, name = 'bash', more: object = {}): object => ({
    tool_name: name,
    parallel_group_id: 'g',
    ...(id === undefined ? {} : { tool_call_id: id }),
    ...more,
  });
  const turnsOf = (lines: readonly object[], options: Options = {}) =>
    traceOf('amplifier', lines, options).turns!;

  it('a turn with its tools and thoughts', () => {
    const lines = [
      at('prompt:submit', 0, { prompt: 'Do it' }),
      at('content_block:end', 1, { block: { type: 'thinking', text: 'Hm' } }),
      at('content_block:end', 1, { block: { type: 'text', text: 'Yes' } }),
      at('tool:pre', 2, call('t1', 'bash', { tool_input: { command: 'ls' } })),
      at('tool:post', 3.5, call('t1', 'bash', { result: { success: true, output: { a: 1 } } })),
      at('prompt:complete', 5),
      at('session:end', 6),
    ];
    const day = Date.UTC(2026, 0, 1);
    const turns = turnsOf(lines);
    expect(turns).toEqual([
      {
        id: 'turn-0',
        userMessage: 'Do it',
        status: 'completed',
        startTime: day,
        endTime: day + 5000,
        tools: [
          {
            id: 't1',
            name: 'bash',
            parallelGroupId: 'g',
            status: 'completed',
            startTime: day + 2000,
            endTime: day + 3500,
            duration: 1500,
            arguments: { command: 'ls' },
            result: '{"a":1}',
            error: null,
            isSubAgent: false,
            subAgentName: null,
            childSessionId: null,
          },
        ],
        thinking: [{ id: expect.stringMatching(/^thinking-\d+$/), content: 'Hm', timestamp: day + 1000 }],
      },
    ]);
    expect(turnsOf(lines, { cuts: [1, 4], batchSize: 1 })).toEqual(turns);
    expect(traceOf('amplifier', lines)).not.toHaveProperty('spans');
  });

  it('a turn still open is closed by the next one at its last event, the last one is active', () => {
    const lines = [
      at('prompt:submit', 0),
      at('llm:response', 7),
      at('prompt:submit', 60),
      at('llm:request', 61),
    ];
    for (const cuts of [[], [1], [2], [1, 2, 3]]) {
      const turns = turnsOf(lines, { cuts });
      expect(
        turns.map(({ status, startTime, endTime }) => [status, endTime && endTime - startTime!]),
      ).toEqual([
        ['completed', 7000],
        ['active', null],
      ]);
    }
  });

  const errors: readonly (readonly [
    result: unknown,
    status: string,
    result: string | null,
    error: string | null,
  ])[] = [
    [{ success: true, output: 'x' }, 'completed', 'x', null],
    [{ success: false, error: { message: 'bad' } }, 'error', null, 'bad'],
    [{ success: false, error: 'text' }, 'error', null, 'text'],
    [{ error: { code: 1 } }, 'error', null, '{"code":1}'],
    [{ error: null, output: 5 }, 'completed', '5', null],
    [{ success: true, error: 'warned', output: 'x' }, 'completed', 'x', null],
    [{ success: true, output: 'y'.repeat(1001) }, 'completed', `${'y'.repeat(1000)}... (truncated)`, null],
    [undefined, 'completed', null, null],
  ];
  it.each(errors)('result %j', (result, status, text, error) => {
    const lines = [
      at('prompt:submit', 0),
      at('tool:pre', 1, call('t')),
      at('tool:post', 2, call('t', 'bash', { result })),
    ];
    expect(turnsOf(lines)[0]!.tools[0]).toMatchObject({ status, result: text, error });
  });

  const pairs: readonly (readonly [
    what: string,
    pre: readonly (string | undefined)[],
    post: readonly (string | undefined)[],
    ends: readonly number[],
  ])[] = [
    ['ids go before order', ['a', 'b'], ['b', 'a'], [11, 10]],
    ['without ids, first in first out', [undefined, undefined], [undefined, undefined], [10, 11]],
    ['an end without an id takes the oldest of the name', ['a', 'b'], [undefined], [10]],
    ['an end with an id takes no start of another id', ['a'], ['b'], []],
    ['an end with an id takes a start without one', [undefined, 'b'], ['x', 'b'], [10, 11]],
    ['an id used again', ['a', 'a'], ['a', 'a'], [10, 11]],
  ];
  it.each(pairs)('%s', (_, pre, post, ends) => {
    const lines = [
      at('prompt:submit', 0),
      ...pre.map((id, k) => at('tool:pre', k + 1, call(id))),
      ...post.map((id, k) => at('tool:post', k + 10, call(id))),
    ];
    const day = Date.UTC(2026, 0, 1);
    const found = turnsOf(lines)[0]!.tools.map(({ endTime }) =>
      endTime === null ? null : (endTime - day) / 1000,
    );
    expect(found.filter((end) => end !== null)).toEqual(ends);
  });

  it('a sub-agent is named, with its session; an end alone is a note', () => {
    const lines = [
      at('prompt:submit', 0),
      at('tool:pre', 1, call('t', 'Task', { tool_input: { subagent_type: 'scout' } })),
      at('tool:post', 2, call('t', 'Task', { result: { success: true, output: { session_id: 'child' } } })),
      at('tool:post', 3, call('u')),
    ];
    const answer = traceOf('amplifier', lines);
    expect(answer.turns![0]!.tools).toMatchObject([
      { isSubAgent: true, subAgentName: 'scout', childSessionId: 'child' },
    ]);
    expect(answer).toMatchObject({ orphans: 1, notes: [{ count: 1 }] });
  });
});
