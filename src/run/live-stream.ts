/** A log that comes by itself: one chunk of it is asked for at a time, and stands ready until it is taken. */
import type { Chunk } from '../model/batch.ts';
import type { Followed } from '../scan/follow.ts';

export class LiveStream {
  readonly log: Followed;
  done = false;
  /** Bytes of the text that were taken. */
  readTo = 0;
  private readonly chunks: AsyncIterator<Chunk, void, undefined>;
  private readonly wake: () => void;
  private ready: Chunk | undefined;
  private asked = false;
  private failure: { readonly error: unknown } | undefined;

  constructor(log: Followed, chunks: AsyncIterator<Chunk, void, undefined>, wake: () => void) {
    this.log = log;
    this.chunks = chunks;
    this.wake = wake;
  }

  /** The chunk that has come, if one has; it is valid until the next call. Throws what the stream failed with. */
  take(): Chunk | undefined {
    if (this.failure) throw this.failure.error;
    const { ready } = this;
    this.ready = undefined;
    if (ready) this.readTo = ready.base + (ready.overlong ?? ready.bytes.length);
    if (ready === undefined) this.ask();
    return ready;
  }

  /** Something has come, or the end, that was not taken yet. */
  get waits(): boolean {
    return this.ready !== undefined;
  }

  private ask(): void {
    if (this.asked || this.done) return;
    this.asked = true;
    this.chunks.next().then(
      ({ value, done }) => {
        this.asked = false;
        this.ready = value ?? undefined;
        this.done = done === true;
        this.wake();
      },
      (error: unknown) => {
        this.failure = { error };
        this.wake();
      },
    );
  }
}
