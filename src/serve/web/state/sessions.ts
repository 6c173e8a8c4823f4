/** The sessions of the selection, the spans of one of them, and the rolling metrics: what the other tabs show. */
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { MetricsReport } from '../../../model/metrics.ts';
import type { SessionsReport } from '../../../model/report.ts';
import { selection, view } from './address.ts';
import type { MetricsAnswer, SpansAnswer } from './answers.ts';
import { ask, parameters } from './ask.ts';
import { type Load, newLoading } from './loading.ts';

const SESSIONS = 1000;
const SPANS = 5000;

const sessionsLoading = newLoading<SessionsReport>();
const spansLoading = newLoading<SpansAnswer>();
const metricsLoading = newLoading<MetricsAnswer>();
const windowsLoading = newLoading<MetricsReport>();

export const sessions: ReadonlySignal<Load<SessionsReport>> = sessionsLoading.state;
export const spans: ReadonlySignal<Load<SpansAnswer>> = spansLoading.state;
export const metrics: ReadonlySignal<Load<MetricsAnswer>> = metricsLoading.state;
export const windows: ReadonlySignal<Load<MetricsReport>> = windowsLoading.state;

/** Where the windows of the metrics end: a log that nobody writes any more has nothing in those that end now. */
export const metricsEnd: Signal<'now' | 'last'> = signal('last');

/** Asks for the selection's sessions, sorted as the view says. */
export async function askSessions(): Promise<void> {
  const query = parameters(selection.peek(), { sort: view.peek().sort, top: SESSIONS });
  await sessionsLoading.run((signal) => ask<SessionsReport>('sessions', query, signal));
}

/** Asks for a session's spans, whatever is selected. */
export async function askSpans(session: string): Promise<void> {
  if (spansLoading.state.peek().value?.session !== session) spansLoading.clear();
  const path = `sessions/${encodeURIComponent(session)}/spans`;
  await spansLoading.run((signal) => ask<SpansAnswer>(path, parameters('', { limit: SPANS }), signal));
}

/** Asks for the windows that end now, and how the server fares. */
export async function askMetrics(): Promise<void> {
  await metricsLoading.run((signal) => ask<MetricsAnswer>('metrics', new URLSearchParams(), signal));
}

/** Asks for the windows that end at the selection's last event: a pass over the logs. */
export async function askWindows(): Promise<void> {
  await windowsLoading.run((signal) => ask<MetricsReport>('windows', parameters(selection.peek()), signal));
}
