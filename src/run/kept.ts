/**
 * Parts of answers that are kept: what a fold made of a log up to the end of a line, so that the next answer reads only what
 * came since. For who asks the same again of logs that grow: a server.
 *
 * Invariants: a part is used for the same question of the same file alone, whose beginning is the one that was read as far as
 * a fingerprint tells (scan/fingerprint.ts says what it does not see); then an answer with it is the answer without it
 * (test/run/kept.test.ts). One asks a question at a time; who asks the same meanwhile waits, and then finds what was kept.
 */
import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import type { Plan } from '../model/plan.ts';
import { type FileState, fingerprint, stateOf } from '../scan/fingerprint.ts';
import { lineBegin } from '../scan/line.ts';
import type { Source } from '../scan/source.ts';
import type { Log } from './open.ts';
import type { Tally } from './tally.ts';

/** Smaller logs are read again as soon. */
const LEAST_BYTES = 2 ** 20;
/** What all parts may take. */
const MOST_BYTES = 16 * 2 ** 20;

/** A beginning of a log, folded. */
export interface KeptPart {
  /** Its length in bytes; a line ends there. */
  readonly to: number;
  readonly tally: Tally;
  /** Of the plan's fold; a copy. */
  readonly partial: unknown;
}

interface Held {
  readonly to: number;
  readonly print: string;
  /** Of the file when it was read. */
  readonly state: FileState;
  /** The tally and the partial, packed. */
  readonly packed: Buffer;
}

/** Where one log of a question stands. */
export interface Standing {
  /** What is known of it already. */
  readonly had: KeptPart | undefined;
  /** The end of its last whole line. */
  readonly settled: number;
  /** Keeps what was made of the log up to `settled`. */
  keep(tally: Tally, partial: unknown): void;
}

/** A question that is being asked. */
export interface Asking {
  /** By log; nothing where nothing can be kept of it. */
  readonly standing: readonly (Standing | undefined)[];
  /** Lets the next one ask. To be called whatever comes. */
  leave(): void;
}

/** What may be kept, in bytes. */
export interface KeptBounds {
  /** Logs of fewer are not kept. */
  readonly least?: number;
  /** What all parts may take. */
  readonly most?: number;
}

/** Give the same one to every `run`; it answers `count`, `stats`, `sessions` and `overview` from what was kept. */
export class Kept {
  private readonly least: number;
  private readonly most: number;
  /** The least recently used first. */
  private readonly parts = new Map<string, Held>();
  private readonly asked = new Map<string, Promise<void>>();

  constructor({ least = LEAST_BYTES, most = MOST_BYTES }: KeptBounds = {}) {
    this.least = least;
    this.most = most;
  }

  /** Nothing is known of any log. */
  get isEmpty(): boolean {
    return this.parts.size === 0;
  }

  /** Begins a question, as soon as nobody asks the same. Throws the signal's reason. */
  async ask(plan: Plan, logs: readonly Log[], signal: AbortSignal): Promise<Asking> {
    if (!logs.some((log) => this.mayKeep(log))) return { standing: [], leave: () => undefined };
    const question = keyOf(plan, plan.sources);
    for (let before = this.asked.get(question); before; before = this.asked.get(question)) {
      signal.throwIfAborted();
      await orAborted(before, signal);
    }
    signal.throwIfAborted();
    let left: () => void = () => undefined;
    this.asked.set(
      question,
      new Promise((resolve) => {
        left = resolve;
      }),
    );
    const leave = (): void => {
      this.asked.delete(question);
      left();
    };
    return { standing: logs.map((log, n) => this.standing(plan, log, n)), leave };
  }

  private mayKeep({ source, utf16 }: Log): boolean {
    return source.seekable && source.range === undefined && !utf16 && (source.size ?? 0) >= this.least;
  }

  /** A log that cannot be read here is one of which nothing is kept: its answer says why. */
  private standing(plan: Plan, log: Log, n: number): Standing | undefined {
    if (!this.mayKeep(log)) return undefined;
    const { source } = log;
    const key = keyOf(plan, [plan.sources[n]!]);
    return readable(() => {
      const state = stateOf(source);
      const settled = lineBegin(source, source.size ?? 0);
      // Before it is read: written anew meanwhile, it is no more what is kept.
      const print = fingerprint(source, settled);
      return {
        had: this.find(key, source, { state, settled }),
        settled,
        keep: (tally, partial) => {
          this.put(key, { to: settled, print, state, packed: serialize({ tally, partial }) });
        },
      };
    });
  }

  /** What is kept under the key, where it is of this file as it is now. */
  private find(
    key: string,
    source: Source,
    { state, settled }: { readonly state: FileState; readonly settled: number },
  ): KeptPart | undefined {
    const held = this.parts.get(key);
    if (held === undefined) return undefined;
    this.parts.delete(key);
    const { to, print, packed } = held;
    // Written to, and not longer: no line was appended, so something else was done.
    const changed = state.size === held.state.size && state.writtenNs !== held.state.writtenNs;
    if (changed || to > settled || fingerprint(source, to) !== print) return undefined;
    this.parts.set(key, { ...held, state });
    return { to, ...(deserialize(packed) as Pick<KeptPart, 'tally' | 'partial'>) };
  }

  private put(key: string, held: Held): void {
    this.parts.delete(key);
    if (held.packed.length > this.most) return;
    this.parts.set(key, held);
    let bytes = [...this.parts.values()].reduce((sum, { packed }) => sum + packed.length, 0);
    for (const [oldest, { packed }] of this.parts) {
      if (bytes <= this.most) return;
      this.parts.delete(oldest);
      bytes -= packed.length;
    }
  }
}

/** One text for a question of some of the plan's logs. */
function keyOf(plan: Plan, sources: Plan['sources']): string {
  return createHash('sha256')
    .update(serialize({ ...plan, sources }))
    .digest('base64');
}

/** What is read; undefined where the system refuses. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return undefined;
    throw error;
  }
}

function orAborted(before: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = (): void => reject(signal.reason);
    signal.addEventListener('abort', give, { once: true });
    void before.then(() => {
      signal.removeEventListener('abort', give);
      resolve();
    });
  });
}
