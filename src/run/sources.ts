/** The `sources` of a report: what was read of each log, and whether that is all of it. Source: cli.md, JSON reports. */
import type { Plan } from '../model/plan.ts';
import type { SourceReport } from '../model/report.ts';
import type { Log } from './open.ts';
import type { Tally } from './tally.ts';

/** One for each log. Counts only where the plan reads it whole; else its size in bytes, where known. */
export function sourceReports(
  plan: Plan,
  logs: readonly Log[],
  tallies: readonly Tally[],
): readonly SourceReport[] {
  const sums = plan.sources.map(() => ({ bytes: 0, lines: 0, events: 0, damaged: 0, blank: 0 }));
  for (const tally of tallies) {
    const sum = sums[tally.source]!;
    for (const key of ['bytes', 'lines', 'events', 'damaged', 'blank'] as const) sum[key] += tally[key];
  }
  return plan.sources.map(({ path, reading, complete }, index) => {
    const { size } = logs[index]!.source;
    return {
      path,
      dialect: reading.own,
      ...(reading.fields ? { fields: reading.fields } : {}),
      ...(complete ? sums[index] : size === undefined ? {} : { bytes: size }),
      complete,
    };
  });
}
