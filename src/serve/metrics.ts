/**
 * The server's metrics: rolling windows of what the logs hold, totals since it began, and how its clients fare. As JSON, and
 * as the text that Prometheus reads (exposition format 0.0.4).
 */
import type { MetricsSnapshot } from '../model/metrics.ts';
import type { Live } from './live.ts';
import { serverFigures } from './live.ts';

/** The figures of some windows, sizes in microseconds. */
export function metricsJson(live: Live, windowsUs: readonly number[]): object {
  const { hub, counters, metrics, windowName, types } = live;
  const windows = Object.fromEntries(windowsUs.map((us) => [windowName(us), metrics.snapshot(us)]));
  const { total_events, total_tokens, total_cost } = metrics.totals();
  const clients = [...hub.clients].map((client) => ({
    id: client.id,
    kind: client.kind,
    connected: new Date(client.connectedMs).toISOString(),
    events: client.events,
    bytes: client.bytes,
    dropped: client.dropped,
    buffered_bytes: client.waiting,
  }));
  return {
    at: new Date().toISOString(),
    windows,
    cumulative: {
      events: total_events,
      events_by_type: Object.fromEntries(types),
      tokens: total_tokens,
      cost: total_cost,
    },
    server: { uptime_seconds: live.uptimeSeconds(), ...serverFigures(hub, counters), clients },
  };
}

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** What a window's figures are called; what has no value is left out. */
const WINDOWED: readonly (readonly [name: string, help: string, of: (window: MetricsSnapshot) => number])[] =
  [
    ['window_events', 'Events in the window.', (window) => window.total_events],
    ['window_errors', 'Events in the window whose status is error.', (window) => window.total_errors],
    ['window_events_per_second', 'Mean rate of events.', (window) => window.events_per_second],
    ['window_agents_active', 'Agents under way.', (window) => window.agents_active],
    ['window_agents_failed', 'Agents that failed.', (window) => window.agents_failed],
    ['window_workflows_active', 'Workflows under way.', (window) => window.workflows_active],
    ['window_tasks_active', 'Tasks under way.', (window) => window.tasks_active],
    ['window_tokens', 'Tokens used.', (window) => window.total_tokens],
    ['window_cost', 'What it cost.', (window) => window.total_cost],
  ];
const QUANTILES = [
  ['0.5', 'p50_duration_ms'],
  ['0.95', 'p95_duration_ms'],
  ['0.99', 'p99_duration_ms'],
] as const;

/** The metrics as Prometheus reads them. */
export function metricsText(live: Live): string {
  const { hub, counters, metrics, windowsUs, windowName, types } = live;
  const windows = windowsUs.map((us) => [windowName(us), metrics.snapshot(us)] as const);
  const clients = [...hub.clients];
  const ofClients = (value: (client: (typeof clients)[number]) => number): Sample[] =>
    clients.map((client) => [{ client: client.id, kind: client.kind }, value(client)]);
  const kinds = (['sse', 'websocket'] as const).map(
    (kind): Sample => [{ kind }, clients.filter((client) => client.kind === kind).length],
  );
  return [
    family('uptime_seconds', 'gauge', 'Seconds since the server began.', [[{}, live.uptimeSeconds()]]),
    family('connections', 'gauge', 'Clients that listen.', kinds),
    family('connections_total', 'counter', 'Clients that ever listened.', [[{}, counters.connections]]),
    family('events_received_total', 'counter', 'Events that came from the logs.', [[{}, counters.received]]),
    family('events_broadcast_total', 'counter', 'Messages of events.', [[{}, counters.broadcast]]),
    family('events_emitted_total', 'counter', 'Events taken in.', [[{}, counters.emitted]]),
    family('events_rejected_total', 'counter', 'Events not taken in.', [[{}, counters.rejected]]),
    family('sent_bytes_total', 'counter', 'Bytes sent to those who listen.', [[{}, counters.bytesSent]]),
    family('received_bytes_total', 'counter', 'Bytes taken in.', [[{}, counters.bytesReceived]]),
    family('gaps_total', 'counter', 'Times that a slow client was told of a gap.', [[{}, counters.gaps]]),
    family('missed_events_total', 'counter', 'Events that slow clients missed.', [[{}, counters.missed]]),
    family('requests_total', 'counter', 'Requests.', [[{}, counters.requests]]),
    family(
      'client_events_total',
      'counter',
      'Events sent to a client.',
      ofClients(({ events }) => events),
    ),
    family(
      'client_sent_bytes_total',
      'counter',
      'Bytes sent to a client.',
      ofClients(({ bytes }) => bytes),
    ),
    family(
      'client_missed_events_total',
      'counter',
      'Events a client missed.',
      ofClients(({ dropped }) => dropped),
    ),
    family(
      'log_events_total',
      'counter',
      'Events by type since the server began, and of the hour before.',
      [...types].map(([type, count]): Sample => [{ type }, count]),
    ),
    ...WINDOWED.map(([name, help, of]) =>
      family(
        name,
        'gauge',
        help,
        windows.map(([window, figures]): Sample => [{ window }, of(figures)]),
      ),
    ),
    family(
      'window_duration_seconds',
      'gauge',
      'Quantiles of durations.',
      windows.flatMap(([window, figures]) =>
        QUANTILES.flatMap(([quantile, key]): Sample[] => {
          const ms = figures[key];
          return ms === undefined ? [] : [[{ window, quantile }, ms / 1000]];
        }),
      ),
    ),
  ].join('');
}

function family(name: string, type: 'gauge' | 'counter', help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return '';
  const whole = `inquest_${name}`;
  const lines = samples.map(([labels, value]) => `${whole}${labelText(labels)} ${value}\n`);
  return `# HELP ${whole} ${help}\n# TYPE ${whole} ${type}\n${lines.join('')}`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

function escaped(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}
