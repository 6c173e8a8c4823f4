/**
 * A spool: events that wait in a file for a server that is away, through the appender, so that they outlive the program.
 *
 * What is to be sent is first renamed, so that whoever still writes to the spool begins a new file and nothing is written
 * behind the reader's back; a file is removed when its last line was sent. A program that ends meanwhile leaves the renamed
 * file, which the next one takes over and sends again from its beginning. Sent in the order of writing, oldest file first.
 */
import { createReadStream, lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { openAppender } from '../append/appender.ts';
import type { Appender, LockName } from '../append/options.ts';
import { isAlive } from '../base/alive.ts';
import { pause } from '../base/pause.ts';

export interface SpoolOptions {
  readonly path: string;
  /** Bytes in all its files. */
  readonly mostBytes: number;
  readonly lock?: LockName;
}

/** Sends some lines; gives those that were not sent. */
export type Send = (lines: readonly string[]) => Promise<readonly string[]>;

/** Lines that are read before they are sent. */
const READ_AHEAD = 1000;
/** How long a writer that had the file before it was renamed may still need. */
const SETTLE_MS = 100;
/** Renamed files of this process, whichever spool has them. */
const taken = new Set<string>();
const SENDING = /^\.(\d+)-(\d+)\.sending$/;

export class Spool {
  private readonly options: SpoolOptions;
  private appender: Promise<Appender> | undefined;
  /** Renamed files that are ours, the oldest first, and how far they were sent. */
  private readonly sending: { readonly path: string; from: number }[] = [];
  private renamed = 0;

  constructor(options: SpoolOptions) {
    this.options = options;
  }

  /** Whether something waits. */
  get isEmpty(): boolean {
    return this.size() === 0;
  }

  /** Takes lines in, in order, until it is full; how many it took. Rejects with an AppendError. */
  async add(lines: readonly string[]): Promise<number> {
    let room = this.options.mostBytes - this.size();
    let count = 0;
    for (const line of lines) {
      room -= Buffer.byteLength(line) + 1;
      if (room < 0) break;
      count++;
    }
    if (count === 0) return 0;
    const { path, lock } = this.options;
    this.appender ??= openAppender(path, { redact: false, ...(lock && { lock }) });
    try {
      const appender = await this.appender;
      await appender.appendMany(lines.slice(0, count).map((line) => ({ line })));
    } catch (error) {
      // The next one may find what this one lacked.
      this.appender = undefined;
      throw error;
    }
    return count;
  }

  /** Sends all that waits; false where something is left. */
  async drain(send: Send): Promise<boolean> {
    this.takeOver();
    for (;;) {
      const [file] = this.sending;
      if (file === undefined) {
        if (!this.take()) return true;
        await pause(SETTLE_MS);
        continue;
      }
      if (!(await this.sendFile(file, send))) return false;
      rmSync(file.path, { force: true });
      taken.delete(file.path);
      this.sending.shift();
    }
  }

  /** Closes the file; what waits stays. */
  async close(): Promise<void> {
    const { appender } = this;
    this.appender = undefined;
    for (const file of this.sending.splice(0)) taken.delete(file.path);
    await (await appender?.catch(() => undefined))?.close();
  }

  /** Renames the spool, where there is one with lines. */
  private take(): boolean {
    const { path } = this.options;
    if (sizeOf(path) === 0) return false;
    const to = this.sendingName();
    try {
      renameSync(path, to);
    } catch {
      return false;
    }
    this.own(to);
    return true;
  }

  /** Files of programs that are gone become ours; of two that try, the renaming lets one have it. */
  private takeOver(): void {
    for (const { path, pid } of this.others()) {
      if (pid !== process.pid && isAlive(pid)) continue;
      const to = this.sendingName();
      try {
        renameSync(path, to);
        this.own(to);
      } catch {
        // Another program was quicker.
      }
    }
  }

  private own(path: string): void {
    taken.add(path);
    this.sending.push({ path, from: 0 });
  }

  private sendingName(): string {
    return `${this.options.path}.${process.pid}-${Date.now() * 1000 + (this.renamed++ % 1000)}.sending`;
  }

  /** Renamed files that are not ours, the oldest first. */
  private others(): readonly { readonly path: string; readonly pid: number }[] {
    const { path } = this.options;
    const name = basename(path);
    return namesIn(dirname(path))
      .flatMap((file) => {
        const [, pid, order] = (file.startsWith(name) && SENDING.exec(file.slice(name.length))) || [];
        return pid === undefined
          ? []
          : [{ path: join(dirname(path), file), pid: Number(pid), order: Number(order) }];
      })
      .filter((file) => !taken.has(file.path))
      .sort((a, b) => a.order - b.order);
  }

  private async sendFile(file: { readonly path: string; from: number }, send: Send): Promise<boolean> {
    let lines: string[] = [];
    const flush = async (): Promise<boolean> => {
      const texts = lines.filter((line) => line.trim() !== '');
      const left = await send(texts);
      let sent = texts.length - left.length;
      for (const line of lines) {
        if (line.trim() !== '' && sent-- === 0) break;
        file.from += Buffer.byteLength(line) + 1;
      }
      lines = [];
      return left.length === 0;
    };
    let rest = '';
    const stream = createReadStream(file.path, { start: file.from, encoding: 'utf8' });
    for await (const part of stream) {
      const texts = (rest + String(part)).split('\n');
      rest = texts.pop() ?? '';
      lines.push(...texts);
      if (lines.length >= READ_AHEAD && !(await flush())) return false;
    }
    // A last line without a newline was not written whole.
    return flush();
  }

  private size(): number {
    const { path } = this.options;
    const files = [path, ...this.sending.map((file) => file.path), ...this.others().map((file) => file.path)];
    return files.reduce((sum, file) => sum + sizeOf(file), 0);
  }
}

/** Of a plain file; what else stands there is no spool, and is left alone. */
function sizeOf(path: string): number {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isFile() ? stat.size : 0;
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
