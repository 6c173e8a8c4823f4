/** Watches the times of listed rows: disorder inside a log is noted, not repaired. Source: cli.md, Logs and `show`. */
import type { Row } from '../model/event.ts';
import type { Note } from '../model/note.ts';
import type { Log } from './open.ts';

export interface Order {
  /** By log: the last time met, how often a row was earlier than the timed row before it, and the first such place. */
  readonly logs: { lastUs: number; count: number; place: Row | undefined }[];
  /** The greatest time that was shown by the end of a log; NaN where none was. */
  shownUs: number;
}

export function newOrder(logs: number): Order {
  return {
    logs: Array.from({ length: logs }, () => ({ lastUs: Number.NaN, count: 0, place: undefined })),
    shownUs: Number.NaN,
  };
}

/** Takes note of a row; rows of a log come in file order. */
export function orderRow(order: Order, row: Row): void {
  const log = order.logs[row.source]!;
  if (Number.isNaN(row.us)) return;
  if (row.us < log.lastUs) {
    log.count++;
    log.place ??= row;
  }
  log.lastUs = row.us;
}

/** Takes note of the rows that the end of the logs gave. */
export function newest(order: Order, rows: readonly Row[]): void {
  for (const { us } of rows) if (!(us <= order.shownUs) && !Number.isNaN(us)) order.shownUs = us;
}

/** The notes: disorder in each log, and an end of the logs that does not hold the newest events. */
export function disorderNotes(logs: readonly Log[], order: Order, sorted: boolean): readonly Note[] {
  const notes: Note[] = [];
  const behind = logs.filter(({ source, greatestUs }) => !source.range && greatestUs > order.shownUs);
  if (behind.length > 0) {
    notes.push({
      kind: 'disorder',
      count: behind.length,
      message:
        'the newest events by time do not stand at the end of the log; query --sort time puts them in order',
      places: behind.map((log) => ({ source: log.source.path })),
    });
  }
  const places = order.logs.filter(({ count }) => count > 0);
  if (places.length > 0 && !sorted) {
    const count = places.reduce((sum, log) => sum + log.count, 0);
    notes.push({
      kind: 'disorder',
      count,
      message: `${count} of these events ${count === 1 ? 'is' : 'are'} earlier than the one before in the same log`,
      places: places.map(({ place }) => ({
        source: place!.path,
        offset: place!.offset,
        ...(place!.line === undefined ? {} : { line: place!.line }),
      })),
    });
  }
  return notes;
}
