/**
 * The load of a live server, from a second process on 127.0.0.1: streams and WebSockets with filters while events come in,
 * then events in batches with a durable append. Prints Markdown; what was lost fails the run.
 *
 * Delivery is told apart for the first seconds, when the server and its clients have just started and are not compiled yet.
 *
 *     node live.mjs [--sse 100] [--ws 100] [--rate 5000] [--seconds 15] [--cold 3] [--emit 10000] [--bin FILE]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';

const { values } = parseArgs({
  options: {
    sse: { type: 'string', default: '100' },
    ws: { type: 'string', default: '100' },
    rate: { type: 'string', default: '5000' },
    seconds: { type: 'string', default: '15' },
    cold: { type: 'string', default: '3' },
    emit: { type: 'string', default: '10000' },
    bin: { type: 'string', default: join(import.meta.dirname, '../../bin/inquest.js') },
  },
});
const [sse, ws, rate, seconds, cold, emitRate] = [
  ...[values.sse, values.ws, values.rate, values.seconds, values.cold, values.emit].map(Number),
];

/** Ten types, so that each client takes a tenth. */
const TYPES = [
  ...['agent.invoked', 'agent.completed', 'agent.failed', 'tool.used', 'tool.error'],
  ...['task.started', 'task.completed', 'workflow.started', 'cost.tracked', 'session.started'],
];
const BATCHES_PER_SECOND = 50;

const home = mkdtempSync(join(tmpdir(), 'live-'));
const log = join(home, 'log.jsonl');
const server = spawn(
  process.execPath,
  [values.bin, 'serve', '--port', '0', '--emit-rate', '1000000', '--log', log],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
try {
  const port = await portOf(server);
  const idleKb = memoryKb();
  const clients = [
    ...(await many(sse, (n) => openStream(port, n))),
    ...(await many(ws, (n) => openSocket(port, n))),
  ];
  await pause(1000);
  const openKb = memoryKb();
  const cpu = cpuSeconds();
  const warmFrom = performance.timeOrigin + performance.now() + cold * 1000;
  const sent = await feed(port, rate, seconds);
  await settled(clients, sent);
  const busy = cpuSeconds() - cpu;
  const mostKb = memoryKb();
  const all = clients.flatMap(({ delays: own }) => own);
  const delays = (isCold) =>
    all.flatMap(([made, delay]) => (made < warmFrom === isCold ? [delay] : [])).sort((a, b) => a - b);
  const lost = clients.reduce((sum, { type, delays: own }) => sum + sent[type] - own.length, 0);
  const emitted = await emitOnly(port, emitRate, Math.min(5, seconds));
  print([
    ['clients', `${sse} SSE + ${ws} WebSocket, each with a filter`],
    ['events', `${sum(sent)} at ${rate}/s`],
    ['messages', `${all.length} (${Math.round(all.length / seconds)}/s)`],
    ['lost', String(lost)],
    [`delivery p50 / p95 / p99 / max, first ${cold} s`, quantiles(delays(true))],
    ['the same, from then on', quantiles(delays(false))],
    [
      'memory: idle / clients / loaded',
      [idleKb, openKb, mostKb].map((kb) => `${(kb / 1024).toFixed(0)} MB`).join(' / '),
    ],
    ['server CPU', `${((100 * busy) / seconds).toFixed(0)} % of a core`],
    [
      `emit, batches of ${emitted.batch}`,
      `${Math.round(emitted.rate)}/s acknowledged of ${emitRate}/s asked, p99 ${emitted.p99.toFixed(1)} ms`,
    ],
  ]);
  if (lost !== 0) process.exitCode = 1;
  for (const { leave } of clients) leave();
} finally {
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(home, { recursive: true, force: true });
}

function portOf(child) {
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (data) => resolve(Number(/:(\d+)\//.exec(String(data))[1])));
    child.once('exit', () => reject(new Error('the server ended')));
  });
}

function many(count, open) {
  return Promise.all(Array.from({ length: count }, (_, n) => open(n)));
}

/** Reads the instant that an event was made at from its text; parsing it would measure this process. */
function taker(type) {
  const delays = [];
  return {
    type,
    delays,
    take(text) {
      const now = performance.timeOrigin + performance.now();
      for (const [, at] of text.matchAll(/"event":\{"made":([\d.]+)|^data: \{"made":([\d.]+)/gm)) {
        if (at !== undefined) delays.push([Number(at), now - Number(at)]);
      }
    },
  };
}

function openStream(port, n) {
  const type = TYPES[n % TYPES.length];
  const { take, ...client } = taker(type);
  return new Promise((resolve, reject) => {
    const path = `/events/stream?view=full&where=${encodeURIComponent(`@type = ${type} and n >= 0`)}`;
    const sent = request({ port, host: '127.0.0.1', path, agent: false }, (answer) => {
      let rest = '';
      answer.setEncoding('utf8');
      answer.on('data', (part) => {
        const whole = rest + part;
        const end = whole.lastIndexOf('\n\n') + 2;
        take(whole.slice(0, end));
        rest = whole.slice(end);
      });
      answer.on('error', () => {});
      resolve({ ...client, leave: () => answer.destroy() });
    });
    sent.on('error', reject);
    sent.end();
  });
}

function openSocket(port, n) {
  const type = TYPES[n % TYPES.length];
  const { take, ...client } = taker(type);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () =>
      socket.send(
        JSON.stringify({
          type: 'subscribe',
          filters: [{ filter_type: 'event_type', values: [type] }],
          where: 'n >= 0',
        }),
      ),
    );
    socket.on('message', (data) => {
      const text = String(data);
      if (text.startsWith('{"type":"subscribed"')) resolve({ ...client, leave: () => socket.terminate() });
      else take(text);
    });
  });
}

/** Emits at an even pace; the number of events of each type. */
async function feed(port, perSecond, forSeconds) {
  const counts = Object.fromEntries(TYPES.map((type) => [type, 0]));
  const size = perSecond / BATCHES_PER_SECOND;
  const began = performance.now();
  const answers = [];
  let n = 0;
  for (let batch = 0; batch < forSeconds * BATCHES_PER_SECOND; batch++) {
    await pause(began + (batch * 1000) / BATCHES_PER_SECOND - performance.now());
    const made = performance.timeOrigin + performance.now();
    const lines = Array.from({ length: size }, () => {
      const type = TYPES[n % TYPES.length];
      counts[type]++;
      return eventLine(type, made, n++);
    });
    answers.push(post(port, lines.join('\n')));
  }
  const statuses = new Set(await Promise.all(answers));
  if (statuses.size !== 1 || !statuses.has(202)) throw new Error(`answered ${[...statuses].join(', ')}`);
  return counts;
}

function eventLine(type, made, n) {
  return JSON.stringify({
    ...{ made, n, timestamp: new Date(made).toISOString(), event_type: type, session_id: `s-${n % 7}` },
    ...{ trace_id: 't-1', payload: { agent: `agent-${n % 5}`, duration_ms: n % 1000, text: 'x'.repeat(80) } },
  });
}

async function emitOnly(port, perSecond, forSeconds) {
  const batch = 200;
  const times = [];
  const began = performance.now();
  let count = 0;
  const answers = [];
  for (let k = 0; k < (perSecond / batch) * forSeconds; k++) {
    await pause(began + (k * 1000 * batch) / perSecond - performance.now());
    const lines = Array.from({ length: batch }, (_, n) => eventLine('other', Date.now(), -1 - n));
    const asked = performance.now();
    answers.push(
      post(port, lines.join('\n')).then((status) => {
        times.push(performance.now() - asked);
        if (status === 202) count += batch;
      }),
    );
  }
  await Promise.all(answers);
  times.sort((a, b) => a - b);
  return { batch, rate: (count / (performance.now() - began)) * 1000, p99: at(times, 0.99) };
}

function post(port, body) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-ndjson' };
    const sent = request(
      { port, host: '127.0.0.1', path: '/events/emit', method: 'POST', headers },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

async function settled(clients, sent) {
  const end = performance.now() + 20_000;
  while (performance.now() < end && clients.some(({ type, delays }) => delays.length < sent[type]))
    await pause(50);
}

function memoryKb() {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]);
}

function cpuSeconds() {
  const [, ...fields] = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ');
  const [utime, stime] = fields.join(') ').split(' ').slice(11, 13);
  return (Number(utime) + Number(stime)) / 100;
}

function at(sorted, quantile) {
  return sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))] ?? Number.NaN;
}

function quantiles(sorted) {
  return [0.5, 0.95, 0.99, 1].map((q) => `${at(sorted, q).toFixed(1)} ms`).join(' / ');
}

function sum(counts) {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}

function pause(ms) {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}

function print(rows) {
  process.stdout.write(
    `| what | reached |\n|---|---|\n${rows.map(([what, reached]) => `| ${what} | ${reached} |\n`).join('')}`,
  );
}
