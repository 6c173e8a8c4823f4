/**
 * Shows a listing that goes on: each batch is written before the next is asked for, notes are said when they come, and
 * the cursor file never runs ahead of what the output took.
 */

import type { Event } from '../model/event.ts';
import type { Followed, Position } from '../model/follow.ts';
import type { Note } from '../model/note.ts';
import type { Listing, Query } from '../model/query.ts';
import type { ListReport } from '../model/report.ts';
import type { RunIo } from '../run/io.ts';
import { readCursor, writeCursor } from '../scan/cursor.ts';
import { reasonOf } from '../scan/reason.ts';
import type { Following } from './following.ts';
import type { Output } from './output.ts';

/** What following writes to. */
export interface FollowTo {
  readonly output: Output;
  show(events: readonly Event[]): Promise<void>;
  say(notes: readonly Note[]): Promise<void>;
}

/** What following reads with. */
export type FollowWorld = Required<Pick<RunIo, 'stdin' | 'view' | 'signal'>> & Pick<RunIo, 'token'>;

/** What came of it, and the notes that are still to be said; or why the cursor file could not be written. */
export type FollowEnd =
  | { readonly report: ListReport; readonly notes: readonly Note[] }
  | { readonly failed: string };

/** Milliseconds between two positions without an event between them. */
const QUIET_MS = 1000;

/** Follows until the end that was asked for, or the signal. Throws the Faults of `follow` and `bad-cursor`. */
export async function followed(
  query: Query & { readonly ask: Listing },
  { once, forMs, endMs, cursorFile }: Following,
  { io, to }: { readonly io: FollowWorld; readonly to: FollowTo },
): Promise<FollowEnd> {
  const { follow } = await import('../run/follow.ts');
  const from = cursorFile === undefined ? undefined : readCursor(cursorFile);
  const ends = [
    endMs ?? Number.POSITIVE_INFINITY,
    forMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + forMs,
  ];
  const told = new Set<Note | Note['kind']>();
  let keptMs = Number.NEGATIVE_INFINITY;
  let failed: string | undefined;
  const keep = (position: Position): void => {
    if (cursorFile === undefined) return;
    try {
      writeCursor(cursorFile, position);
      keptMs = performance.now();
    } catch (error) {
      failed = `cannot write the cursor file ${cursorFile}: ${reasonOf(error)}`;
    }
  };
  const take = async (item: Followed): Promise<void> => {
    if (item.kind === 'events') {
      await to.show(item.events);
      if (cursorFile !== undefined && (await to.output.delivered())) keep(item.position());
    } else if (item.kind === 'caught-up') {
      if (performance.now() > keptMs + QUIET_MS) keep(item.position());
    } else if (item.kind === 'note') {
      told.add(item.note);
      if (ONCE.has(item.note.kind)) told.add(item.note.kind);
      await to.say([item.note]);
    }
  };
  const { view, signal, token } = io;
  const events = follow(query, {
    // A getter, for to look at standard input is to open it.
    get stdin() {
      return io.stdin;
    },
    ...{ view, signal, once, endMs: Math.min(...ends) },
    ...(token !== undefined && { token }),
    ...(from && { from }),
  });
  try {
    while (failed === undefined) {
      const next = await events.next();
      if (next.done) {
        const unsaid = next.value.notes.filter((note) => !told.has(note) && !told.has(note.kind));
        return { report: next.value, notes: unsaid };
      }
      await take(next.value);
    }
    return { failed };
  } finally {
    await events.return(undefined as never);
  }
}

/** What was said of some events is not said again of all. */
const ONCE: ReadonlySet<Note['kind']> = new Set(['damaged', 'no-such-field']);
