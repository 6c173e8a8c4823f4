// Reacts to events as they come: an agent that fails three times within a minute is told of, once, in an event of its own.
// Run beside a server: `inquest serve --log events.jsonl`, then `node examples/react.mjs http://127.0.0.1:8765`.
import { connect } from 'inquest/client';

const WINDOW_MS = 60_000;
const LIMIT = 3;

const client = connect({
  url: process.argv[2],
  spool: process.argv[3], // where events wait while the server is away; none is fine
  onError: ({ code, count, message }) => process.stderr.write(`${count} events: ${code}: ${message}\n`),
});
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

const failures = new Map();

for await (const { id, event } of client.subscribe({
  where: '@type = agent.failed',
  signal: stop.signal,
  onNotice: ({ kind }) => process.stderr.write(`stream: ${kind}\n`),
})) {
  const agent = event.agent?.name ?? event.agent ?? event.payload?.agent ?? 'unknown';
  const atMs = Date.parse(event.timestamp);
  const recent = [...(failures.get(agent) ?? []), atMs].filter((ms) => ms > atMs - WINDOW_MS);
  failures.set(agent, recent);
  process.stdout.write(`${id} ${agent} failed, ${recent.length} in a minute\n`);
  if (recent.length !== LIMIT) continue;
  client.emit({
    event_type: 'decision',
    timestamp: new Date().toISOString(),
    session_id: event.session_id,
    agent: 'watcher',
    question: `is ${agent} stuck?`,
    selected: 'hand over',
  });
}
await client.close();
