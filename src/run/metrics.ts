/**
 * Metrics of events as they come, for whoever follows logs or takes events in: rolling windows that end now.
 *
 * Events wait until there are enough of them, or until somebody asks, and are then read by the kernel together: that
 * costs a few microseconds an event. Memory is that of the windows (fold/rolling.ts) and of at most 64 KiB of lines a log.
 */
import { advance, newRolling, type RollingSpec, snapshot, take, totalsOf } from '../fold/rolling.ts';
import { makeSampler, type Sampler } from '../fold/samples.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { makeKernel } from '../kernel/kernels.ts';
import { LINE_EVENT } from '../model/batch.ts';
import type { Reading } from '../model/dialect.ts';
import type { Event } from '../model/event.ts';
import { type MetricsSnapshot, type MetricsTotals, STANDARD_WINDOWS_US } from '../model/metrics.ts';
import type { KernelKind, Reader } from '../model/query.ts';
import { Columns } from '../plan/columns.ts';
import { lowerSamples } from '../plan/meter.ts';
import { headReader } from './head.ts';

export interface LiveMetricsOptions {
  /** Sizes in microseconds; those of the source document where left out: 1, 5 and 15 minutes, 1 hour. */
  readonly windowsUs?: readonly number[];
  /** How lines of the log at this path are read, where that is known; asked once. Else its first lines tell. */
  readingOf?(path: string): Reading | undefined;
  /** What the user said about how to read; of it the dialects, the fields and the zone matter. */
  readonly reader?: Reader;
  /** Microseconds since the epoch; the system's clock where left out. */
  now?(): number;
}

/** An event as far as metrics need it: its own bytes and the log that they are of. */
export interface Measured {
  readonly row: Pick<Event['row'], 'bytes' | 'path'>;
}

export interface LiveMetrics {
  /** By size, in microseconds. */
  readonly windowsUs: readonly number[];
  /** Takes an event in. */
  take(event: Measured): void;
  /** The window of this size, at most the widest, that ends at `atUs`, now where left out. Sizes in microseconds. */
  snapshot(windowUs: number, atUs?: number): MetricsSnapshot;
  /** All that was taken in since the beginning. */
  totals(): MetricsTotals;
}

/** Slices a window: it moves on by sixtieths. */
const SLICES = 60;
const CAPS = { types: 1000, values: 64, keys: 100_000 };
/** Lines of a log that wait, in bytes. */
const MOST_WAITING = 2 ** 16;
const LEAST_ROOM = 2 ** 12;
/** Logs that have a SIMD kernel, for each holds a few MB. */
const MOST_SIMD = 4;
const PLAIN: Reader = { dialects: [], logZone: 'UTC', maxLine: 2 ** 24 };
const NEWLINE = 0x0a;

export function liveMetrics(options: LiveMetricsOptions = {}): LiveMetrics {
  const { now = () => Date.now() * 1000, reader = PLAIN } = options;
  const readHead = headReader(reader, { kind: 'scalar', timed: false });
  const windowsUs = sizes(options.windowsUs ?? STANDARD_WINDOWS_US);
  const rolling = newRolling(rollingSpec(windowsUs));
  const waiting = new Map<string, Waiting>();
  advance(rolling, now());

  function readAll(): void {
    advance(rolling, now());
    for (const each of waiting.values()) if (each.size > 0) read(each);
  }

  function read(each: Waiting): void {
    const bytes = each.bytes.subarray(0, each.size);
    each.measuring ??= measuringOf(options.readingOf?.(each.path) ?? readHead(bytes).reading, {
      path: each.path,
      logZone: reader.logZone,
      kind: each.index < MOST_SIMD ? 'simd' : 'scalar',
    });
    const { kernel, sampler } = each.measuring;
    // Its first byte begins no log, so it is never a byte order mark.
    const batch = kernel.scan({ bytes, base: 1 + each.taken, line: 0, final: false }, each.index);
    each.taken += each.size;
    each.size = 0;
    sampler.open(batch);
    for (let i = 0; i < batch.count; i++) if (batch.class[i] === LINE_EVENT) take(rolling, sampler.at(i));
  }

  return {
    windowsUs,
    take({ row: { path, bytes } }) {
      let each = waiting.get(path);
      if (each === undefined) {
        each = { path, index: waiting.size, bytes: Buffer.alloc(LEAST_ROOM), size: 0, taken: 0 };
        waiting.set(path, each);
      }
      put(each, bytes);
      if (each.size < MOST_WAITING) return;
      advance(rolling, now());
      read(each);
    },
    snapshot(windowUs, atUs) {
      readAll();
      return snapshot(rolling, { windowUs, atUs: atUs ?? rolling.headUs });
    },
    totals() {
      readAll();
      return totalsOf(rolling);
    },
  };
}

/** Lines of one log that wait, each with a newline behind it. */
interface Waiting {
  readonly path: string;
  readonly index: number;
  bytes: Buffer;
  size: number;
  /** Bytes that were read before. */
  taken: number;
  measuring?: Measuring;
}

function put(waiting: Waiting, line: Uint8Array): void {
  const end = waiting.size + line.length + 1;
  if (end > waiting.bytes.length) {
    const wider = Buffer.alloc(Math.max(end, 2 * waiting.bytes.length));
    wider.set(waiting.bytes.subarray(0, waiting.size));
    waiting.bytes = wider;
  }
  waiting.bytes.set(line, waiting.size);
  waiting.bytes[end - 1] = NEWLINE;
  waiting.size = end;
}

interface Measuring {
  readonly kernel: Kernel;
  readonly sampler: Sampler;
}

function measuringOf(
  reading: Reading,
  { kind, ...how }: { readonly path: string; readonly logZone: string; readonly kind: KernelKind },
): Measuring {
  const columns = new Columns();
  const spec = lowerSamples([...new Set(reading.dialects.map(({ name }) => name))], columns);
  const kernel = makeKernel({ ...how, columns: columns.specs, reading, needles: null, utf16: false }, kind);
  return { kernel, sampler: makeSampler(spec) };
}

function sizes(windowsUs: readonly number[]): readonly number[] {
  return [...new Set(windowsUs)].sort((a, b) => a - b);
}

function rollingSpec(windowsUs: readonly number[]): RollingSpec {
  return {
    windowsUs,
    slices: SLICES,
    originUs: 0,
    untilUs: Number.POSITIVE_INFINITY,
    clock: 'told',
    caps: CAPS,
  };
}
