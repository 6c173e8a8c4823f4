/**
 * Events at the pace at which they happened: in batches, each handed on when its time has come. Invariant: the order is
 * that of the events given; one without a time, or earlier than the one before it, comes with that one. The pace is kept
 * against the clock, so a reader that was slow catches up.
 */
import { pause } from '../base/pause.ts';
import type { Event } from '../model/event.ts';

export interface Pace {
  /** Times as fast as it was; `Infinity` is as fast as it goes. */
  readonly speed: number;
  /** No silence is longer than this, before it is divided by the speed; in microseconds. */
  readonly mostGapUs?: number;
  readonly signal?: AbortSignal;
  /** Called before a wait that a person would take for a standstill, with its milliseconds. */
  onSilence?(ms: number): void;
  /** Milliseconds from any beginning; the system's clock where left out. */
  clockMs?(): number;
}

/** Whoever sees nothing for longer wonders. */
const SILENCE_MS = 10_000;
const BATCH_EVENTS = 500;
const BATCH_BYTES = 2 ** 18;
/** Events that are due within this time go together, so that a busy log is not a timer for each event. */
const TOGETHER_MS = 5;

/** The events in batches that are due; ends with them, or when the signal is aborted. */
export async function* replay(
  events: AsyncIterable<Event>,
  pace: Pace,
): AsyncGenerator<readonly Event[], void, undefined> {
  const { signal, clockMs = () => performance.now() } = pace;
  const dueMs = scheduler(pace);
  const startMs = clockMs();
  let batch: Event[] = [];
  let bytes = 0;
  for await (const event of events) {
    const atMs = startMs + dueMs(event.row.us);
    if (atMs > clockMs() + TOGETHER_MS) {
      if (batch.length > 0) yield batch;
      batch = [];
      bytes = 0;
      // Whoever took the batch may have taken its time.
      const waitMs = atMs - clockMs();
      if (waitMs >= SILENCE_MS && !signal?.aborted) pace.onSilence?.(waitMs);
      await pause(waitMs, { signal });
    }
    if (signal?.aborted) return;
    batch.push(event);
    bytes += event.row.bytes.length;
    if (batch.length < BATCH_EVENTS && bytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** When an event of a time is due, in milliseconds from the first one. */
function scheduler({ speed, mostGapUs = Number.POSITIVE_INFINITY }: Pace): (us: number) => number {
  let lastUs = Number.NaN;
  let dueMs = 0;
  return (us) => {
    if (Number.isNaN(us)) return dueMs;
    const gapUs = us - lastUs;
    if (!(gapUs <= 0)) lastUs = us;
    if (gapUs > 0) dueMs += Math.min(gapUs, mostGapUs) / 1000 / speed;
    return dueMs;
  };
}
