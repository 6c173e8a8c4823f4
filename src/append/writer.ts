/**
 * Calls → the log, in order, one after another: the queue, the lock and the open file of one appender.
 *
 * Invariants: a call is answered after the kernel took its last byte (with `disk`: after the disk did), or with an
 * AppendError that says how much of it stands in the log. Under koffi the lock is taken, used and given back within one
 * turn of the event loop, so a busy program holds nobody up. Calls that came meanwhile are written together.
 */
import { broken, timedOut, unsynced, unwritten } from './failures.ts';
import type { Lock } from './lock.ts';
import { isInPlace, type LogFile, openLog } from './log-file.ts';
import type { Appended } from './options.ts';
import type { Setting } from './setting.ts';
import type { System } from './system.ts';
import { type Written, writeLines } from './write.ts';

/** Calls are written together up to this many characters; a longer call goes alone. */
const TOGETHER_LENGTH = 2 ** 20;

/** After so long a turn the event loop has its own again. */
const LONGEST_TURN_MS = 10;

interface Call {
  readonly lines: readonly string[];
  readonly untilMs: number;
  readonly resolve: (appended: readonly Appended[]) => void;
  readonly reject: (error: Error) => void;
}

export interface WriterParts {
  /** As it was given, for citations and messages. */
  readonly source: string;
  /** The same, absolute. */
  readonly path: string;
  readonly setting: Setting;
  readonly lock: Lock;
  readonly system: System;
}

export class Writer {
  readonly #parts: WriterParts;
  readonly #queue: Call[] = [];
  #file: LogFile | undefined;
  #draining: Promise<void> | undefined;
  /** When writing began in this turn of the event loop; undefined before it did. */
  #turnMs: number | undefined;

  /** Opens the log. Throws an AppendError. */
  constructor(parts: WriterParts) {
    this.#parts = parts;
    try {
      this.#open();
    } catch (cause) {
      throw unwritten(parts.source, 0, cause);
    }
  }

  /** Writes lines under one lock. Rejects with an AppendError. */
  write(lines: readonly string[]): Promise<readonly Appended[]> {
    if (lines.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      const untilMs = performance.now() + this.#parts.setting.lockWaitMs;
      this.#queue.push({ lines, untilMs, resolve, reject });
      // What is asked in the same turn is written together.
      this.#draining ??= Promise.resolve().then(() => this.#drain());
    });
  }

  /** Resolves when the queue is empty and the log is closed. */
  async close(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining;
    this.#forget();
  }

  async #drain(): Promise<void> {
    for (let call = this.#queue[0]; call !== undefined; call = this.#queue[0]) {
      try {
        if (this.#turnIsLong()) await new Promise((resolve) => setImmediate(resolve));
        await this.#round(call);
      } catch (cause) {
        // Opening or locking failed, so nothing was taken from the queue. Those behind have waits of their own.
        this.#forget();
        this.#queue.shift();
        call.reject(unwritten(this.#parts.source, call.lines.length, cause));
      }
    }
    this.#draining = undefined;
  }

  /** Promises alone keep a turn going: a program that awaits one append after another would hear nothing else. */
  #turnIsLong(): boolean {
    const nowMs = performance.now();
    if (this.#turnMs !== undefined) return nowMs - this.#turnMs > LONGEST_TURN_MS;
    this.#turnMs = nowMs;
    setImmediate(() => {
      this.#turnMs = undefined;
    }).unref();
    return false;
  }

  /** One lock: writes the first call and those that go with it. Throws where the log could not be had. */
  async #round(first: Call): Promise<void> {
    const { lock, system, setting } = this.#parts;
    const file = await this.#locked(first);
    const calls = this.#take();
    const written = writeLines(
      file,
      calls.length === 1 ? first.lines : calls.flatMap(({ lines }) => lines),
      system,
    );
    if (!lock.withDescriptor) lock.release(file.fd);
    let doubt: { readonly cause: unknown } | undefined;
    if (setting.durability === 'disk' && written.offsets.length > 0)
      await system.sync(file.fd).catch((cause: unknown) => {
        doubt = { cause };
      });
    if (lock.withDescriptor || doubt || written.failure) this.#forget();
    this.#answer(calls, written, doubt);
  }

  /** The log, locked, and the one that its path leads to. */
  async #locked({ lines, untilMs }: Call): Promise<LogFile> {
    const { lock, path, source, system, setting } = this.#parts;
    for (;;) {
      const file = this.#open();
      if (!lock.tryNow(file.fd) && !(await lock.wait(file.fd, untilMs)))
        throw timedOut(source, lines.length, setting.lockWaitMs);
      if (isInPlace(path, file, system)) return file;
      this.#forget();
      if (performance.now() > untilMs) throw new Error('another log took its place again and again');
    }
  }

  /** The first call, and those behind it that fit. */
  #take(): readonly Call[] {
    let length = 0;
    let count = 0;
    for (const { lines } of this.#queue) {
      for (const line of lines) length += line.length;
      if (count > 0 && length > TOGETHER_LENGTH) break;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  #answer(calls: readonly Call[], { offsets, failure }: Written, doubt?: { readonly cause: unknown }): void {
    const { source } = this.#parts;
    let at = 0;
    for (const [index, call] of calls.entries()) {
      const mine = offsets.slice(at, at + call.lines.length);
      const appended = mine.map((offset, n) => Object.freeze({ source, offset, line: call.lines[n]! }));
      at += mine.length;
      if (failure && mine.length < call.lines.length) {
        call.reject(broken(source, call.lines.length, { ...failure, appended }));
        // The system refused this one; those behind it are asked by themselves.
        this.#queue.unshift(...calls.slice(index + 1));
        return;
      }
      if (doubt) call.reject(unsynced(source, appended, doubt.cause));
      else call.resolve(appended);
    }
  }

  #open(): LogFile {
    const { path, system, setting } = this.#parts;
    const { makeDirectories, durability } = setting;
    this.#file ??= openLog(path, { system, makeDirectories, onDisk: durability === 'disk' });
    return this.#file;
  }

  /** Closes the file, and with it whatever lock is left on it; the next round opens it anew. */
  #forget(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined) return;
    try {
      this.#parts.lock.release(file.fd);
      this.#parts.system.close(file.fd);
    } catch {
      // The descriptor is gone either way, and what was written was answered for.
    }
  }
}
