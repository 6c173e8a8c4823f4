// Measures appends: `node append.mjs [--quick]`. It writes to logs in a directory of its own under the system's temporary one.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAppender } from '../../dist/append.js';

const QUICK = process.argv.includes('--quick');
const directory = mkdtempSync(join(tmpdir(), 'bench-append-'));
const path = join(directory, 'log.jsonl');

/** An event of 500 bytes, as a hook of an agent writes it. */
function eventOf(n) {
  const event = {
    timestamp: 1765343222.114503 + n,
    event: 'tool_call_completed',
    breadcrumb: 's_1b969d39/c_1/g_a74cf99/p_none/t_1765343222',
    data: {
      session_id: '1b969d39-6075-4547-9b4b-7c349eaa0a9a',
      tool: 'Bash',
      argv: ['ls', '-la', '/home/user/project/src'],
      success: true,
      output: '',
    },
    hook_input: {},
  };
  const less = JSON.stringify(event).length;
  event.data.output = 'the quick brown fox jumps over the lazy dog and on '.repeat(10).slice(0, 499 - less);
  return event;
}

const rows = [];
const row = (what, value, reach) => rows.push({ what, value, reach });
const ms = (value) => `${value < 1 ? value.toFixed(3) : value.toFixed(2)} ms`;

async function singles(options, count) {
  rmSync(path, { force: true });
  const appender = await openAppender(path, options);
  const times = [];
  for (let n = 0; n < count; n++) {
    const event = eventOf(n);
    const start = performance.now();
    await appender.append(event);
    times.push(performance.now() - start);
  }
  await appender.close();
  times.sort((a, b) => a - b);
  return { median: times[times.length >> 1], p99: times[Math.floor(times.length * 0.99)] };
}

async function batches(options, total) {
  rmSync(path, { force: true });
  const appender = await openAppender(path, options);
  const events = Array.from({ length: 1000 }, (_, n) => eventOf(n));
  let best = 0;
  for (let done = 0; done < total; ) {
    const start = performance.now();
    for (let n = 0; n < 50; n++, done += 1000) await appender.appendMany(events);
    best = Math.max(best, 50_000 / ((performance.now() - start) / 1000));
    if (statSync(path).size > 2 ** 30) rmSync(path);
  }
  await appender.close();
  return best;
}

async function memory(total) {
  rmSync(path, { force: true });
  const appender = await openAppender(path);
  const events = Array.from({ length: 1000 }, (_, n) => eventOf(n));
  const peaks = [];
  for (let done = 0; done < total; ) {
    let peak = 0;
    for (let n = 0; n < total / 10_000; n++, done += 1000) {
      await appender.appendMany(events);
      peak = Math.max(peak, process.memoryUsage.rss());
      if (existsSync(path) && statSync(path).size > 2 ** 30) rmSync(path);
    }
    peaks.push(Math.round(peak / 2 ** 20));
  }
  await appender.close();
  return peaks;
}

/** What a process costs on this machine: the floor of what flock(1) can do. */
function processMs() {
  const times = Array.from({ length: 50 }, () => {
    const start = performance.now();
    spawnSync('true');
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return times[25];
}

const scale = QUICK ? 10 : 1;
const koffi = await singles({ lock: 'koffi' }, 50_000 / scale);
row('one append of 500 bytes, koffi: median', ms(koffi.median), 'under 0.2 ms');
row('one append of 500 bytes, koffi: 99th percentile', ms(koffi.p99), '');
row(
  'the same, not redacted: median',
  ms((await singles({ lock: 'koffi', redact: false }, 50_000 / scale)).median),
  '',
);
row(
  'the same on disk (fdatasync): median',
  ms((await singles({ lock: 'koffi', durability: 'disk' }, 2000 / scale)).median),
  '',
);
row(
  'one append of 500 bytes, flock(1): median',
  ms((await singles({ lock: 'flock' }, 1000 / scale)).median),
  'under 5 ms',
);
row('a process that does nothing (spawnSync true): median', ms(processMs()), '');
row(
  'batches of 1,000',
  `${Math.round(await batches({}, 1_000_000 / scale)).toLocaleString('en')} events/s`,
  '200,000 events/s',
);
row(
  'batches of 1,000, not redacted',
  `${Math.round(await batches({ redact: false }, 1_000_000 / scale)).toLocaleString('en')} events/s`,
  '',
);
row(
  'batches of 1,000 as macf writes',
  `${Math.round(await batches({ dialect: 'macf' }, 1_000_000 / scale)).toLocaleString('en')} events/s`,
  '',
);
const peaks = await memory(10_000_000 / scale);
row(
  `memory of each tenth of ${(10_000_000 / scale).toLocaleString('en')} events`,
  `${peaks.join(' ')} MiB`,
  'flat',
);
rmSync(directory, { recursive: true });

process.stdout.write('| what | measured | to reach |\n|---|---|---|\n');
for (const { what, value, reach } of rows) process.stdout.write(`| ${what} | ${value} | ${reach} |\n`);
