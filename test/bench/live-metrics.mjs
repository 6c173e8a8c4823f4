/**
 * Measures live metrics: microseconds an event taken in, milliseconds a question with a million events in the window, memory
 * above what the events themselves take. Prints Markdown for ledger.md; run as `node live-metrics.mjs [EVENTS]`.
 */
import { liveMetrics } from '../../dist/index.js';

const COUNT = Number(process.argv[2] ?? 1_000_000);
const BEGIN_US = 1_764_000_000e6;
/** All events lie within the widest window. */
const STEP_US = 3500e6 / COUNT;
const TYPES = [
  'agent.invoked',
  'agent.completed',
  'tool.used',
  'cost.tracked',
  'task.started',
  'task.completed',
];
const QUESTIONS = 50;

let us = BEGIN_US;
const live = liveMetrics({ now: () => us });
const before = process.memoryUsage().rss;
let takenMs = 0;
for (let from = 0; from < COUNT; from += 10_000) {
  // Made in parts outside of the time that is measured, and let go.
  const part = Array.from({ length: Math.min(10_000, COUNT - from) }, (_, n) => eventOf(from + n));
  const startMs = performance.now();
  for (const { at, row } of part) {
    us = at;
    live.take({ row });
  }
  takenMs += performance.now() - startMs;
}
const startMs = performance.now();
live.totals();
takenMs += performance.now() - startMs;
print('| what | found | to reach |');
print('|---|---|---|');
print(`| taken in | ${((takenMs * 1000) / COUNT).toFixed(2)} µs an event | < 10 µs |`);
for (const windowUs of live.windowsUs) {
  const times = Array.from({ length: QUESTIONS }, () => timeOf(() => live.snapshot(windowUs))).sort(
    (a, b) => a - b,
  );
  const { total_events: events } = live.snapshot(windowUs);
  const [median, slowest] = [times[QUESTIONS >> 1], times.at(-1)];
  const found = `${median.toFixed(2)} ms (median of ${QUESTIONS}; ${slowest.toFixed(2)} at most)`;
  print(`| ${windowUs / 60e6} min, ${events} events in the window | ${found} | < 5 ms |`);
}
print(`| memory | ${((process.memoryUsage().rss - before) / 2 ** 20).toFixed(0)} MiB | – |`);

/** @param {number} n */
function eventOf(n) {
  const at = BEGIN_US + n * STEP_US;
  const event = {
    timestamp: new Date(at / 1000).toISOString(),
    session_id: `session-${n % 50}`,
    event_type: TYPES[n % TYPES.length],
    agent: `agent-${n % 100}`,
    task_id: `task-${n % 1000}`,
    duration_ms: (n * 7919) % 100_000,
    tokens_used: n % 1000,
    cost_usd: 0.001,
  };
  return { at, row: { path: 'events.jsonl', bytes: Buffer.from(JSON.stringify(event)) } };
}

/** @param {() => unknown} run */
function timeOf(run) {
  const startMs = performance.now();
  run();
  return performance.now() - startMs;
}

/** @param {string} line */
function print(line) {
  process.stdout.write(`${line}\n`);
}
