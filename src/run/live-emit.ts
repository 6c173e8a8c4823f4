/** Rows as they are handed on: the first N of them, each content once, made into events; and what is said of them at the end. */
import type { Path } from '../base/path.ts';
import type { Event } from '../model/event.ts';
import type { Note } from '../model/note.ts';
import type { Listing, Query } from '../model/query.ts';
import { CAPS } from '../plan/ask.ts';
import { disorderNotes, newOrder, orderRow } from './disorder.ts';
import type { EventView } from './io.ts';
import type { LiveLog, LiveRow } from './live-log.ts';
import { Once } from './live-once.ts';
import type { LivePlaces } from './live-places.ts';
import { asShown, mostOf, newQuota, takeRows } from './quota.ts';
import type { Numbered } from './rows.ts';
import { eventMaker, type Shows } from './show.ts';
import { tell } from './tally.ts';

export interface LiveEmit {
  /** The events of rows that are due, in order. */
  take(rows: readonly LiveRow[]): readonly Event[];
  /** How many matches of a log are still of interest. */
  most(index: number): number;
  /** Nothing more will be shown. */
  full(logs: readonly (LiveLog | undefined)[]): boolean;
  /** Matches so far. */
  count(): number;
  absent(): readonly Path[];
  notes(): readonly Note[];
}

/** `shows` grows with the logs. Rows that were shown, or never will be, are told to `places`. */
export function liveEmit(
  query: Query & { readonly ask: Listing },
  { view, shows, places }: { view: EventView; shows: readonly Shows[]; places: LivePlaces },
): LiveEmit {
  const { head, distinct } = query.ask;
  const quota = newQuota(head, { logs: 0, whole: false });
  const order = newOrder(0);
  const once = distinct ? new Once(query.cap ?? Math.min(CAPS.list, MOST_CONTENTS)) : undefined;
  const maker = eventMaker(shows, view, query.reader.logZone);
  const shownOf = (rows: readonly LiveRow[]): readonly Numbered[] =>
    takeRows(quota, once ? rows.filter((row) => once.isNew(row)) : rows);

  return {
    take(rows) {
      for (const row of rows) {
        quota.shown[row.source] ??= 0;
        order.logs[row.source] ??= { lastUs: Number.NaN, count: 0, place: undefined };
        orderRow(order, row);
      }
      const shown = shownOf(rows);
      // What stands behind the last of the first N is left to whoever reads on from here.
      const taken = quota.met > quota.limit ? 1 + rows.lastIndexOf(shown.at(-1) as LiveRow) : rows.length;
      places.shown(rows.slice(0, taken));
      for (const { notices, context, tally, offset, line = 0 } of shown)
        if (notices > 0 && !context) tell(tally, notices, { offset, line: line - 1 });
      return maker.make(shown);
    },
    most: (index) => {
      quota.shown[index] ??= 0;
      return mostOf(quota, index);
    },
    full: (logs) => quota.met >= quota.limit && logs.every((log) => log === undefined || log.settled()),
    count: () => quota.met,
    absent: () => maker.absent(),
    notes() {
      const notes = [...disorderNotes([], order, distinct)];
      if (once && once.forgotten > 0) notes.push(forgotNote(once.forgotten));
      return notes;
    },
  };
}

/** Contents that are remembered, some 100 bytes each. */
const MOST_CONTENTS = 1_000_000;

function forgotNote(count: number): Note {
  const message = `${count} contents were forgotten: had one of them come again, it would have been shown again (--cap moves it)`;
  return { kind: 'capped', count, message, places: [] };
}

/** Of the rows before the last N matches what is shown is their neighbourhood. */
export function asNeighbour(row: LiveRow): LiveRow {
  return { ...row, ...asShown(row, false) };
}
