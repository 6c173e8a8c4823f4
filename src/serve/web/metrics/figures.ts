/** The figures of a window that the metrics tab shows, in groups: a name, how it is written, and whether it warns. */
import type { MetricsSnapshot } from '../../../model/metrics.ts';
import { countText, lengthText, numberText } from '../parts/figures.ts';

export interface Figure {
  readonly name: string;
  /** Undefined where the window has none. */
  readonly text: (snapshot: MetricsSnapshot) => string | undefined;
  readonly warns?: (snapshot: MetricsSnapshot) => boolean;
}

export interface Group {
  readonly name: string;
  readonly figures: readonly Figure[];
}

const WORK = ['agents', 'workflows', 'tasks'] as const;

/** All groups; one whose figures are nothing in every window is left out by `shown`. */
const GROUPS: readonly Group[] = [
  {
    name: 'Events',
    figures: [
      { name: 'events', text: ({ total_events }) => counted(total_events) },
      { name: 'a second', text: ({ events_per_second }) => measured(events_per_second) },
      {
        name: 'failed',
        text: ({ total_errors }) => counted(total_errors),
        warns: ({ total_errors }) => total_errors > 0,
      },
    ],
  },
  {
    name: 'Duration',
    figures: [
      { name: 'mean', text: ({ avg_duration_ms }) => timed(avg_duration_ms) },
      { name: 'p50', text: ({ p50_duration_ms }) => timed(p50_duration_ms) },
      { name: 'p95', text: ({ p95_duration_ms }) => timed(p95_duration_ms) },
      { name: 'p99', text: ({ p99_duration_ms }) => timed(p99_duration_ms) },
    ],
  },
  ...WORK.map(
    (kind): Group => ({
      name: kind[0]!.toUpperCase() + kind.slice(1),
      figures: [
        { name: 'active', text: (snapshot) => counted(snapshot[`${kind}_active`]) },
        { name: 'completed', text: (snapshot) => counted(snapshot[`${kind}_completed`]) },
        {
          name: 'failed',
          text: (snapshot) => counted(snapshot[`${kind}_failed`]),
          warns: (snapshot) => snapshot[`${kind}_failed`] > 0,
        },
        ...(kind === 'agents'
          ? [
              {
                name: 'a minute',
                text: ({ agents_per_minute }: MetricsSnapshot) => measured(agents_per_minute),
              },
            ]
          : []),
        ...(kind === 'tasks'
          ? [
              {
                name: 'progress',
                text: ({ task_progress_avg: mean }: MetricsSnapshot) =>
                  mean === undefined ? undefined : `${numberText(mean)} %`,
              },
            ]
          : []),
      ],
    }),
  ),
  {
    name: 'Tests',
    figures: [
      { name: 'running', text: ({ tests_running }) => counted(tests_running) },
      { name: 'passed', text: ({ tests_passed }) => counted(tests_passed) },
      {
        name: 'failed',
        text: ({ tests_failed }) => counted(tests_failed),
        warns: ({ tests_failed }) => tests_failed > 0,
      },
    ],
  },
  {
    name: 'Tokens and cost',
    figures: [
      { name: 'tokens', text: ({ total_tokens }) => counted(total_tokens) },
      { name: 'a second', text: ({ tokens_per_second }) => measured(tokens_per_second) },
      { name: 'cost', text: ({ total_cost }) => measured(total_cost) },
      { name: 'an hour', text: ({ cost_per_hour }) => measured(cost_per_hour) },
    ],
  },
];

/** The groups that have something to say in one of the windows; events always have. */
export function shownGroups(windows: readonly MetricsSnapshot[]): readonly Group[] {
  return GROUPS.filter(
    ({ name, figures }) =>
      name === 'Events' || figures.some(({ text }) => windows.some((each) => text(each) !== undefined)),
  );
}

function counted(count: number): string | undefined {
  return count === 0 ? undefined : countText(count);
}

function measured(value: number): string | undefined {
  return value === 0 ? undefined : numberText(value);
}

function timed(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : lengthText(ms / 1000);
}
