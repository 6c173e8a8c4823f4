/** What following hands on: rows in the order of their times, notes when they are to be told. Holds what was read and not shown. */
import type { Followed, Position } from '../model/follow.ts';
import type { Note } from '../model/note.ts';
import type { Followed as FollowedLog } from '../scan/follow.ts';
import type { Tailed } from '../scan/tailed.ts';
import type { LiveEmit } from './live-emit.ts';
import type { LiveLog, LiveRow } from './live-log.ts';
import type { LivePlaces } from './live-places.ts';
import { LiveWindow } from './live-window.ts';

/** Events handed on at once, at most. */
const BATCH = 1024;
/** Notes that are kept for the report. */
const MOST_NOTES = 1000;

/** What a log says at once: events of it, a note on it, or that its offsets begin anew. */
export type Told = Exclude<Followed, { kind: 'caught-up' }>;

export class LiveOut {
  readonly emit: LiveEmit;
  readonly places: LivePlaces;
  /** Notes that the report repeats. */
  readonly said: Note[] = [];
  /** Something was handed on, or read, since this was last set to false. */
  moved = true;
  private readonly window: LiveWindow;
  private readonly unsaid: Note[] = [];
  private readonly lives: readonly (LiveLog | undefined)[];
  private readonly signal: AbortSignal;
  private readonly position: () => Position;

  /** `lives` grows with the logs; rows of one log wait `mergeMs` for those of others. */
  constructor(
    lives: readonly (LiveLog | undefined)[],
    how: {
      readonly emit: LiveEmit;
      readonly places: LivePlaces;
      readonly mergeMs: number;
      readonly signal: AbortSignal;
      position(): Position;
    },
  ) {
    this.lives = lives;
    this.emit = how.emit;
    this.places = how.places;
    this.signal = how.signal;
    this.position = how.position;
    this.window = new LiveWindow(how.mergeMs);
  }

  /** Rows that wait for others. */
  get waiting(): number {
    return this.window.size;
  }

  /** Milliseconds until rows are due. */
  dueMs(): number {
    return this.window.dueMs();
  }

  /** Nothing more will be shown. */
  isFull(): boolean {
    return this.emit.full(this.lives);
  }

  add(rows: readonly LiveRow[]): void {
    this.window.add(rows);
  }

  /** A note to be told at the next opportunity. */
  noteLater(note: Note): void {
    this.unsaid.push(note);
  }

  /** The rows that are due, all that wait where `all`. */
  *hand(all: boolean): Generator<Told, void, undefined> {
    yield* this.batches(this.window.release(all));
    for (const note of this.unsaid.splice(0)) yield this.say(note);
  }

  /** Rows in their order, as events. */
  *batches(rows: readonly LiveRow[]): Generator<Told, void, undefined> {
    for (let at = 0; at < rows.length && !this.signal.aborted && !this.isFull(); at += BATCH) {
      const events = this.emit.take(rows.slice(at, at + BATCH));
      if (events.length > 0) yield { kind: 'events', events, position: this.position };
    }
  }

  say(note: Note): Told {
    if (this.said.length < MOST_NOTES && note.kind !== 'waiting') this.said.push(note);
    return { kind: 'note', note };
  }

  reset({ index, path }: FollowedLog, reason: Extract<Told, { kind: 'reset' }>['reason']): Told {
    this.moved = true;
    return { kind: 'reset', source: index, path, reason };
  }

  /** What was read of a file and not shown is not there any more. */
  forget(file: Tailed): void {
    this.places.forget(file);
  }
}
