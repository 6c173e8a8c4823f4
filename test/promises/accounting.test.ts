/** promises.md row 1: where a log is read whole, every byte and line is accounted for; where it is not, the report says so. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { room } from '../scan/room.ts';
import { LONGEST_MS, logOf, reportOf, sized } from './ask.ts';
import { mutated, randomOf } from './random.ts';

const LOGS = sized(1000, 10_000);
const LOGS_AT_ONCE = 200;
const MACF = readFileSync('fixtures/logs/macf/agent_events_log.jsonl');
const SEEDS = [
  MACF.subarray(0, MACF.indexOf(10, 3000) + 1),
  readFileSync('fixtures/logs/generic/pino.jsonl').subarray(0, 3000),
  Buffer.from('\ufeff{"a":1}\r\n\r\n{"b":[1,2,{"c":"é\u2028"}]}\n  \n"x"\n[1]\n7'),
];

interface Count {
  readonly bytes: number;
  readonly lines: number;
  readonly events: number;
  readonly damaged: number;
  readonly blank: number;
}

/** Row 3 and row 14 said plainly: lines end at a newline, events are what JSON.parse takes, blank is white space. */
function counted(bytes: Buffer): Count {
  const whole = bytes.subarray(bytes.indexOf('\ufeff') === 0 ? 3 : 0).toString();
  const lines = whole.split('\n');
  if (lines.at(-1) === '' && bytes.at(-1) !== 0xbf) lines.pop();
  const events = lines.filter(isJson).length;
  const blank = lines.filter((line) => /^[ \t\r\f\v]*$/.test(line)).length;
  return { bytes: bytes.length, lines: lines.length, events, damaged: lines.length - events - blank, blank };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test(`row 1: ${LOGS} mutated logs are accounted for to the byte`, { timeout: LONGEST_MS }, async () => {
  const random = randomOf(1);
  let damagedLogs = 0;
  for (let done = 0; done < LOGS; done += LOGS_AT_ONCE) {
    const directory = join(room(), 'logs');
    mkdirSync(directory);
    const wanted = new Map<string, Count>();
    for (let n = 0; n < LOGS_AT_ONCE; n++) {
      const path = join(directory, `${n}.jsonl`);
      const bytes = mutated(random.pick(SEEDS), random);
      writeFileSync(path, bytes);
      wanted.set(path, counted(bytes));
    }
    const { sources } = await reportOf(['stats', directory]);
    const got = sources.map(({ path, bytes, lines, events, damaged, blank, complete }) => {
      expect(complete).toBe(true);
      damagedLogs += damaged > 0 ? 1 : 0;
      return [path, { bytes, lines, events, damaged, blank }];
    });
    expect(Object.fromEntries(got)).toEqual(Object.fromEntries(wanted));
  }
  expect(damagedLogs).toBeGreaterThan(LOGS / 4);
});

const COUNTS = ['lines', 'events', 'damaged', 'blank'];

test.each<[args: readonly string[], complete: boolean]>([
  [['query', '--count'], true],
  [['query', '--count', '-t', 'compaction_detected'], false],
  [['query', '--count', '-t', 'compaction_detected', '--strict'], true],
  [['query', '--count', '--where', 'data.x != 1'], true],
  [['stats', '-t', 'compaction_detected'], true],
  [['gaps', '-t', 'compaction_detected'], true],
  [['sessions-list', '-t', 'compaction_detected'], true],
])('row 1: %j says whether the log was read whole', async (args, complete) => {
  const log = logOf(Buffer.concat([MACF, Buffer.from('damaged\n')]));
  const report = await reportOf([...args, log]);
  const [source] = report.sources;
  expect(source).toMatchObject(complete ? { complete, damaged: 1 } : { complete });
  expect(COUNTS.filter((key) => source !== undefined && key in source)).toEqual(complete ? COUNTS : []);
  expect(report.notes.some(({ kind }) => kind === 'damaged')).toBe(complete);
});
