/** What following says of all that it read: names that no event has, and the report at its end. */
import type { Note } from '../model/note.ts';
import type { Plan } from '../model/plan.ts';
import type { ListReport } from '../model/report.ts';
import { missingNotes } from './hints.ts';
import type { LiveEmit } from './live-emit.ts';
import type { Asking, LiveLog } from './live-log.ts';
import { sourceReports } from './sources.ts';

export interface Live {
  readonly asking: Asking;
  readonly lives: readonly LiveLog[];
  readonly plan: Plan;
  readonly emit: LiveEmit;
}

/** What was asked for and no event has, said while there is time to ask again; nothing before the first event. */
export async function liveMissing({ asking, lives, plan, emit }: Live): Promise<readonly Note[]> {
  const { query, tallies } = asking;
  if (!tallies.some(({ events }) => events > 0)) return [];
  const logs = lives.map((each) => each.asLog());
  return missingNotes({ query, plan, logs, tallies, absent: emit.absent() });
}

/** The report; `notes` stand before those on what no event has. */
export async function liveReport(live: Live, notes: readonly Note[]): Promise<ListReport> {
  const { asking, lives, plan, emit } = live;
  const logs = lives.map((each) => each.asLog());
  return {
    report: 'list',
    version: 1,
    count: emit.count(),
    sources: sourceReports(plan, logs, asking.tallies),
    notes: [...notes, ...emit.notes(), ...(await liveMissing(live))],
  };
}
