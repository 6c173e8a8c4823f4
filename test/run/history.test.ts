/** `history` without a session shows that of the last event that has one. Source: cli.md, Commands. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fileOf, room, stdinOf } from '../scan/room.ts';
import { ask, type Options } from './ask.ts';

const A = 'aaaaaaaa-1111-4222-8333-444444444444';
const B = 'bbbbbbbb-1111-4222-8333-444444444444';

/** Events of macf; a session of 8 characters stands in the breadcrumb alone. */
function text(sessions: readonly (string | undefined)[], from = 0): string {
  const lines = sessions.map((session, n) => {
    const [timestamp, event] = [1.7e9 + from + n, n % 2 === 0 ? 'even' : 'odd'];
    if (session === undefined) return JSON.stringify({ timestamp, event: 'orphan' });
    const breadcrumb = `s_${session.slice(0, 8)}/c_1/g_none/p_none/t_1`;
    return JSON.stringify({
      timestamp,
      event,
      breadcrumb,
      data: session.length === 8 ? {} : { session_id: session },
    });
  });
  return lines.map((line) => `${line}\n`).join('');
}

const LATEST = { session: 'latest' } as const;

/** Line numbers of what is shown, of a file, of its compressed twin and of standard input: all the same. */
async function check(log: string, options: Options, expected: readonly number[]): Promise<void> {
  const lines = log.split(/(?<=\n)/);
  const offsets = lines.map((_, n) => lines.slice(0, n).join('').length);
  const gz = join(room(), 'log.gz');
  writeFileSync(gz, gzipSync(log));
  for (const [name, stdin] of [[fileOf(log)], [gz], ['-', stdinOf([log])]] as const) {
    for (const chunkSize of [10, 65_536]) {
      if (stdin && chunkSize === 10) continue;
      const { events } = await ask([name], {
        ...options,
        ...(stdin ? { stdin } : {}),
        tuning: { chunkSize },
      });
      const shown = events.map(({ row }) => (offsets.indexOf(row.offset) + 1) * (row.context ? -1 : 1));
      expect({ name, shown }).toEqual({ name, shown: expected });
    }
  }
}

describe('one log, as a file, compressed, and on standard input', () => {
  const rows: readonly (readonly [string, readonly (string | undefined)[], Options, readonly number[]])[] = [
    ['the last session, all of it', [A, B, A, B], { ask: LATEST }, [2, 4]],
    ['the last event has none', [A, B, A, undefined, undefined], { ask: LATEST }, [1, 3]],
    ['no event has one', [undefined, undefined], { ask: LATEST }, []],
    ['nothing', [], { ask: LATEST }, []],
    ['its newest', [A, B, A, B, B], { ask: { ...LATEST, tail: 2 } }, [4, 5]],
    ['its newest, reversed', [A, B, A, B, B], { ask: { ...LATEST, tail: 2, reverse: true } }, [5, 4]],
    ['reversed', [A, B, A, B, B], { ask: { ...LATEST, reverse: true } }, [5, 4, 2]],
    ['of the events that match', [A, A, B, A, B, B], { ask: LATEST, where: '@type = odd' }, [6]],
    ['the last that matches decides', [A, B, A, A, A], { ask: LATEST, where: '@type = odd' }, [4]],
    ['the short hash joins the full id', [A, 'aaaaaaaa', B, 'bbbbbbbb'], { ask: LATEST }, [3, 4]],
    ['the full id joins the short hash', ['aaaaaaaa', 'bbbbbbbb', B], { ask: LATEST }, [2, 3]],
    [
      'with what stands around',
      [A, A, A, B, A, A],
      { ask: { ...LATEST, context: 1 }, where: '@time > 1699999999 and @type = even' },
      [1, -2, 3, -4, 5, -6],
    ],
    [
      'around in the session',
      [A, B, A, B, A, B],
      { ask: { ...LATEST, contextSession: 1, tail: 1 } },
      [-4, 6],
    ],
    ['no longer name that begins so', ['night-1', 'night-10', 'night-1'], { ask: LATEST }, [1, 3]],
  ];
  test.each(rows)('%s', (_, sessions, options, expected) => check(text(sessions), options, expected));
});

test('of several logs the one with the later event decides', async () => {
  const early = fileOf(text([A, B]), 'early');
  const late = fileOf(text([B, A], 100), 'late');
  const shown = async (logs: string[]): Promise<readonly string[]> =>
    (await ask(logs, { ask: LATEST })).places;
  const [a] = text([A, B]).split(/(?<=\n)/);
  expect(await shown([early, late])).toEqual(['early@0', `late@${a!.length}`]);
  expect(await shown([late, early])).toEqual(['early@0', `late@${a!.length}`]);
});

test('a file and standard input say the same of what they read', async () => {
  const log = `${text([A, B, undefined, B])}{"timestamp": 17\n{"event":"no time","breadcrumb":"s_bbbbbbbb/c_1/g_x"}\n`;
  for (const strict of [false, true]) {
    const file = (await ask([fileOf(log)], { ask: LATEST, strict })).report;
    const stdin = (await ask(['-'], { ask: LATEST, strict, stdin: stdinOf([log]) })).report;
    const said = (report: typeof file): unknown => report.notes.map(({ kind, count }) => [kind, count]);
    expect(said(stdin)).toEqual(said(file));
    expect(stdin.sources[0]!.complete).toBe(file.sources[0]!.complete);
    if (strict) expect(stdin.sources).toMatchObject([{ lines: 6, events: 5, damaged: 1, blank: 0 }]);
  }
});
