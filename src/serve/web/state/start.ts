/**
 * What is asked for when: the cheap and the first things first, passes over the log one after the other.
 * Invariant: every part of the page follows the view; nothing is asked for that the view does not show.
 */
import { computed, effect } from '@preact/signals';
import { followHistory, selection, view } from './address.ts';
import { askChosen } from './chosen.ts';
import { askOverview, countLive, overview } from './overview.ts';
import { beginList, listLive } from './rows.ts';
import { askMetrics, askSessions, askSpans, askWindows, metricsEnd } from './sessions.ts';
import { cameCount, connect } from './stream.ts';
import { followSystem } from './theme.ts';
import { isFiltered } from './view.ts';
import { askGaps, askOutline, growOutline, takeOutline } from './whole.ts';

const METRICS_MS = 2000;
const WINDOWS_MS = 10_000;

/** Begins to follow the view. */
export function start(): void {
  followHistory();
  followSystem();
  const live = computed(() => view.value.live);
  const sort = computed(() => view.value.sort);
  const order = computed(() => view.value.order);
  const gap = computed(() => view.value.gap);
  const event = computed(() => view.value.event);
  const tab = computed(() => view.value.tab);
  const trace = computed(() => (tab.value === 'sessions' ? view.value.trace : ''));
  const listsSessions = computed(() => tab.value === 'sessions' && trace.value === '');

  let first: Promise<void> | undefined;
  effect(() => {
    void selection.value;
    void live.value;
    const picture = load();
    first ??= picture.then(askRest);
  });
  let listed = order.peek();
  effect(() => {
    if (order.value === listed) return;
    listed = order.value;
    void beginList();
  });
  effect(() => {
    const threshold = gap.value;
    void first?.then(() => askGaps(threshold));
  });
  effect(() => void askChosen(event.value));
  effect(() => {
    if (trace.value !== '') void askSpans(trace.value);
  });
  effect(() => {
    void selection.value;
    void sort.value;
    if (listsSessions.value) void askSessions();
  });
  effect(() => {
    if (tab.value !== 'metrics') return undefined;
    void askMetrics();
    const timer = setInterval(() => {
      if (!document.hidden) void askMetrics();
    }, METRICS_MS);
    return () => clearInterval(timer);
  });
  effect(() => {
    void selection.value;
    if (tab.value !== 'metrics' || metricsEnd.value !== 'last') return undefined;
    void askWindows();
    let counted = cameCount.peek();
    const timer = setInterval(() => {
      // A pass over the logs: only where there is something new, and not too often.
      if (document.hidden || cameCount.peek() === counted) return;
      counted = cameCount.peek();
      void askWindows();
    }, WINDOWS_MS);
    return () => clearInterval(timer);
  });
}

/** Listens to the selection, and asks for everything that it shows. */
function load(): Promise<void> {
  connect({
    events(rows) {
      countLive(rows);
      listLive(rows);
      if (!isFiltered(view.peek())) growOutline(rows);
    },
    // The stream stays open: what it brings from here on is counted on top of what is asked for now.
    anew: () => void refresh().then(askWhole),
  });
  return refresh();
}

async function refresh(): Promise<void> {
  void beginList();
  await askOverview();
}

/** The whole log, as it is now. */
async function askWhole(): Promise<void> {
  await askRest();
  await askGaps(view.peek().gap);
}

/** What the first picture does without. An overview of everything is the outline too. */
async function askRest(): Promise<void> {
  const { since, until } = view.peek();
  const all = overview.peek().value;
  if (all !== undefined && since === '' && until === '' && !isFiltered(view.peek())) takeOutline(all);
  else await askOutline();
}
