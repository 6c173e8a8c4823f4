/**
 * A listing as an async iterable. Invariants: the scan waits while its reader does, so no more than one batch of events
 * is held; leaving the loop ends the scan and closes the logs.
 */
import { Fault } from '../base/fault.ts';
import type { Event } from '../model/event.ts';
import type { Listing, Query } from '../model/query.ts';
import type { ListReport } from '../model/report.ts';
import type { RunIo } from './io.ts';
import { run } from './run.ts';

/**
 * The events of a listing, in its order. The generator returns the report, whose notes a `for await` lets go by. Throws
 * as `run` does, and Fault `no-listing` where the query asks for something else.
 */
export async function* events(
  query: Query & { readonly ask: Listing },
  io: Omit<RunIo, 'show'> = {},
): AsyncGenerator<Event, ListReport, undefined> {
  const { kind }: { readonly kind: string } = query.ask;
  if (kind !== 'list')
    throw new Fault({ code: 'no-listing', message: `expected a query that lists events, not ${kind}` });
  const left = new AbortController();
  const handover = new Handover();
  const signal = io.signal ? AbortSignal.any([io.signal, left.signal]) : left.signal;
  const report = run(query, { ...io, signal, show: (batch) => handover.give(batch) });
  report.then(
    () => handover.close(),
    () => handover.close(),
  );
  try {
    for (let batch = await handover.take(); batch; batch = await handover.take()) yield* batch;
    return await report;
  } finally {
    left.abort();
    handover.close();
    await report.catch(() => undefined);
  }
}

/** Hands batches from one giver to one taker; the giver waits until its batch is used up. */
class Handover {
  private batch: readonly Event[] | undefined;
  private closed = false;
  private wakeTaker: () => void = () => undefined;
  private wakeGiver: () => void = () => undefined;

  /** Resolves when the taker comes for the next batch. */
  async give(batch: readonly Event[]): Promise<void> {
    if (this.closed) return;
    this.batch = batch;
    this.wakeTaker();
    await new Promise<void>((resolve) => {
      this.wakeGiver = resolve;
    });
  }

  /** The next batch; undefined after the end. */
  async take(): Promise<readonly Event[] | undefined> {
    this.wakeGiver();
    if (!this.batch && !this.closed) {
      await new Promise<void>((resolve) => {
        this.wakeTaker = resolve;
      });
    }
    const { batch } = this;
    this.batch = undefined;
    return batch;
  }

  /** Lets both sides go on; what was given and not taken is dropped. */
  close(): void {
    this.closed = true;
    this.wakeTaker();
    this.wakeGiver();
  }
}
