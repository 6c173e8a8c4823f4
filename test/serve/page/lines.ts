/** Small logs for the page: events in time, a silence, a step back in time, failures, spans. */

const START = Date.parse('2026-03-02T09:00:00Z');

/** The time of a second after the start. */
export function at(seconds: number): string {
  return new Date(START + seconds * 1000).toISOString();
}

/** An event of the mnemosyne kind is any with these keys; generic ones serve as well. */
export function line(seconds: number, type: string, more: object = {}): string {
  return JSON.stringify({ timestamp: at(seconds), event_type: type, session_id: 's-one', ...more });
}

/** 300 events in 20 minutes, two hours of silence, 60 more, one of them a minute too early. */
export const LINES: readonly string[] = [
  ...Array.from({ length: 300 }, (_, i) =>
    line(i * 4, i % 3 === 0 ? 'tool.used' : i % 7 === 0 ? 'agent.invoked' : 'model.called', {
      session_id: i % 2 === 0 ? 's-one' : 's-two',
      level: i % 50 === 0 ? 'error' : 'info',
      n: i,
      tool: i % 2 === 0 ? 'Bash' : 'Read',
    }),
  ),
  ...Array.from({ length: 60 }, (_, i) =>
    line(8400 + (i === 30 ? -60 : i), 'tool.used', { level: 'info', n: 300 + i, tool: 'Grep' }),
  ),
];

/** A turn of an agent runtime with tools that succeed, fail and do not end. */
export const SPANS: readonly string[] = [
  { event: 'session:start', seconds: 0, data: {} },
  { event: 'prompt:submit', seconds: 1, data: { prompt: 'list the files <b>now</b>' } },
  {
    event: 'tool:pre',
    seconds: 2,
    data: { tool_name: 'bash', tool_call_id: 'call-1', tool_input: { command: 'ls -la' } },
  },
  {
    event: 'tool:post',
    seconds: 4,
    data: { tool_name: 'bash', tool_call_id: 'call-1', result: { success: true, output: 'a.txt' } },
  },
  {
    event: 'tool:pre',
    seconds: 5,
    data: { tool_name: 'read', tool_call_id: 'call-2', tool_input: { path: 'b.txt' } },
  },
  {
    event: 'tool:post',
    seconds: 6,
    data: {
      tool_name: 'read',
      tool_call_id: 'call-2',
      result: { success: false, error: { message: 'no such file' } },
    },
  },
  { event: 'tool:pre', seconds: 7, data: { tool_name: 'sleep', tool_call_id: 'call-3', tool_input: {} } },
].map(({ event, seconds, data }) =>
  JSON.stringify({
    ts: at(seconds),
    event,
    session_id: 'c37652eb-ec4c-4cb5',
    data: { session_id: 'c37652eb-ec4c-4cb5', ...data },
  }),
);
