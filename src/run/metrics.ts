/**
 * Metrics of events as they come, for whoever follows logs or takes events in: rolling windows that end now.
 *
 * Events wait until there are enough of them, or until somebody asks, and are then read by the kernel together: that
 * costs a few microseconds an event. Memory is that of the windows (fold/rolling.ts) and of at most 64 KiB of lines.
 */
import { readingFor } from '../dialect/detect.ts';
import { GENERIC } from '../dialect/dialects.ts';
import { advance, newRolling, type RollingSpec, snapshot, take, totalsOf } from '../fold/rolling.ts';
import { makeSampler, type Sampler } from '../fold/samples.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { makeKernel } from '../kernel/kernels.ts';
import { LINE_EVENT } from '../model/batch.ts';
import type { Reading } from '../model/dialect.ts';
import type { Event } from '../model/event.ts';
import { type MetricsSnapshot, type MetricsTotals, STANDARD_WINDOWS_US } from '../model/metrics.ts';
import { Columns } from '../plan/columns.ts';
import { lowerSamples } from '../plan/meter.ts';

export interface LiveMetricsOptions {
  /** Sizes in microseconds; those of the source document where left out: 1, 5 and 15 minutes, 1 hour. */
  readonly windowsUs?: readonly number[];
  /** How lines of the log at this path are read; asked once. Each line by its own dialect where left out. */
  readingOf?(path: string): Reading;
  /** Zone of log times that name none; UTC where left out. */
  readonly logZone?: string;
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
  /** Takes an event in; bytes are read later, so they must not change. */
  take(event: Measured): void;
  /** The window of this size, at most the widest, that ends at `atUs`, now where left out. Sizes in microseconds. */
  snapshot(windowUs: number, atUs?: number): MetricsSnapshot;
  /** All that was taken in since the beginning. */
  totals(): MetricsTotals;
}

/** Slices a window: it moves on by sixtieths. */
const SLICES = 60;
const CAPS = { types: 1000, values: 64, keys: 100_000 };
/** Lines that wait, in bytes. */
const MOST_WAITING = 2 ** 16;
const NEWLINE = Uint8Array.of(0x0a);

export function liveMetrics(options: LiveMetricsOptions = {}): LiveMetrics {
  const { logZone = 'UTC', readingOf = () => readingFor(GENERIC), now = () => Date.now() * 1000 } = options;
  const windowsUs = sizes(options.windowsUs ?? STANDARD_WINDOWS_US);
  const rolling = newRolling(rollingSpec(windowsUs));
  const readers = new Map<string, Reader>();
  let waiting: Measured[] = [];
  let size = 0;
  let taken = 0;
  advance(rolling, now());

  function readerOf(path: string): Reader {
    const known = readers.get(path);
    if (known) return known;
    const reader = readerFor(readingOf(path), path, logZone);
    readers.set(path, reader);
    return reader;
  }

  function readWaiting(): void {
    advance(rolling, now());
    for (let from = 0; from < waiting.length; ) {
      const { path } = waiting[from]!.row;
      let to = from + 1;
      while (to < waiting.length && waiting[to]!.row.path === path) to++;
      read(readerOf(path), waiting.slice(from, to));
      from = to;
    }
    waiting = [];
    size = 0;
  }

  function read({ kernel, sampler }: Reader, events: readonly Measured[]): void {
    const bytes = Buffer.concat(events.flatMap(({ row }) => [row.bytes, NEWLINE]));
    // Its first byte begins no log, so it is never a byte order mark.
    const batch = kernel.scan({ bytes, base: 1 + taken, line: 0, final: false }, 0);
    taken += bytes.length;
    sampler.open(batch);
    for (let i = 0; i < batch.count; i++) if (batch.class[i] === LINE_EVENT) take(rolling, sampler.at(i));
  }

  return {
    windowsUs,
    take(event) {
      waiting.push(event);
      size += event.row.bytes.length + 1;
      if (size > MOST_WAITING) readWaiting();
    },
    snapshot(windowUs, atUs) {
      readWaiting();
      return snapshot(rolling, { windowUs, atUs: atUs ?? rolling.headUs });
    },
    totals() {
      readWaiting();
      return totalsOf(rolling);
    },
  };
}

interface Reader {
  readonly kernel: Kernel;
  readonly sampler: Sampler;
}

function readerFor(reading: Reading, path: string, logZone: string): Reader {
  const columns = new Columns();
  const spec = lowerSamples([...new Set(reading.dialects.map(({ name }) => name))], columns);
  const how = { columns: columns.specs, reading, needles: null, path, logZone, utf16: false };
  return { kernel: makeKernel(how, 'simd'), sampler: makeSampler(spec) };
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
