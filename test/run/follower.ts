/** Follows logs in this process and waits for what comes of them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Followed, Position } from '../../src/model/follow.ts';
import type { Listing, Query } from '../../src/model/query.ts';
import type { ListReport } from '../../src/model/report.ts';
import { type FollowIo, follow } from '../../src/run/follow.ts';
import { type Options, queryOf } from './ask.ts';

/** How a follower learns of changes. */
export type How = 'hints' | 'poll';

export interface Reader {
  /** The lines that were handed on, without their endings. */
  readonly lines: string[];
  /** `path@offset` of each of them. */
  readonly places: string[];
  /** Kinds of notes and reasons of resets in the order in which they were told: `gap`, `reset rotated`. */
  readonly told: string[];
  readonly batches: Followed[];
  /** Of the last batch, or of the last time all was read. */
  position(): Position | undefined;
  /** Waits until it holds; fails after ten seconds. */
  until(what: string, holds: () => boolean): Promise<void>;
  /** Waits until so many lines have come, and no more than they. */
  have(count: number): Promise<void>;
  /** Waits until all that is there has been read. */
  caughtUp(): Promise<void>;
  stop(): Promise<ListReport>;
  /** Waits until it ends by itself. */
  end(): Promise<ListReport>;
}

export function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'inquest-follow-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Follows until it is stopped, at the latest when the test ends. */
export function reading(logs: readonly string[], options: Options & FollowIo = {}): Reader {
  const { from, once, endMs, watch, pollMs = 15, mergeMs = 30, ...asked } = options;
  const stop = new AbortController();
  const query = queryOf(logs, asked) as Query & { readonly ask: Listing };
  const io: FollowIo = {
    ...{ view: { decode: false, fields: [] }, signal: stop.signal, pollMs, mergeMs },
    ...(options.stdin && { stdin: options.stdin }),
    ...(from && { from }),
    ...(once && { once }),
    ...(endMs !== undefined && { endMs }),
    ...(watch && { watch }),
  };
  const lines: string[] = [];
  const places: string[] = [];
  const told: string[] = [];
  const batches: Followed[] = [];
  let position: Position | undefined;
  let caughtUp = 0;
  const take = (item: Followed): void => {
    batches.push(item);
    if (item.kind === 'note') told.push(item.note.kind);
    if (item.kind === 'reset') told.push(`reset ${item.reason}`);
    if (item.kind === 'events') {
      lines.push(...item.events.map(({ row }) => Buffer.from(row.bytes).toString()));
      places.push(...item.events.map(({ row }) => `${row.path}@${row.offset}`));
    }
    if (item.kind === 'events' || item.kind === 'caught-up') position = item.position();
    if (item.kind === 'caught-up') caughtUp++;
  };
  const done = (async (): Promise<ListReport> => {
    const all = follow(query, io);
    for (let next = await all.next(); ; next = await all.next()) {
      if (next.done) return next.value;
      take(next.value);
    }
  })();
  let failure: unknown;
  done.catch((error: unknown) => {
    failure = error;
  });
  onTestFinished(async () => {
    stop.abort();
    await done.catch(() => undefined);
  });
  const until = async (what: string, holds: () => boolean): Promise<void> => {
    const end = performance.now() + 10_000;
    while (!holds()) {
      if (failure) throw failure;
      if (performance.now() > end) throw new Error(`${what}; have ${lines.join(' ')} ${told.join(' ')}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  return {
    ...{ lines, places, told, batches, until, position: () => position },
    async have(count) {
      await until(`${count} lines`, () => lines.length >= count);
      if (lines.length > count) throw new Error(`more than ${count} lines: ${lines.join(' ')}`);
    },
    async caughtUp() {
      const before = caughtUp;
      if (before === 0) await until('caught up', () => caughtUp > 0);
    },
    end: () => done,
    async stop() {
      stop.abort();
      return done;
    },
  };
}

/** Lets several looks pass. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 60));
}
