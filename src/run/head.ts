/**
 * What a log's head tells: its dialect, the fields of a generic log, whether it is UTF-16, and which time it begins at.
 * Source: dialects.md, "A log is detected from its sample". One instance serves all logs of a query: readings and kernels
 * are made once for logs that are alike, so that thousands of small logs cost little more than one.
 */
import { chooseDialect, overrideRoles, readingFor } from '../dialect/detect.ts';
import { GENERIC } from '../dialect/dialects.ts';
import { genericDialect } from '../dialect/generic.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { makeKernel } from '../kernel/kernels.ts';
import { type Batch, LINE_EVENT } from '../model/batch.ts';
import type { Reading } from '../model/dialect.ts';
import type { ColumnSpec } from '../model/plan.ts';
import type { KernelKind, Reader } from '../model/query.ts';

const NEWLINE = 0x0a;
/** Lines that are more than half of any sample, which has at most 100. */
const MAJORITY = 51;

export interface Head {
  readonly reading: Reading;
  readonly utf16: boolean;
  /** Time of the first event of the sample that has one, and the greatest of the sample, in microseconds; else NaN. */
  readonly firstUs: number;
  readonly greatestUs: number;
}

export interface HeadOptions {
  /** The kernel that reads; the SIMD one pays for many logs. */
  readonly kind: KernelKind;
  /** Times are asked for; else they are NaN. */
  readonly timed: boolean;
}

/** A function that reads the samples of logs. */
export function headReader(reader: Reader, { kind, timed }: HeadOptions): (sample: Uint8Array) => Head {
  const { dialects: extra, dialect: fixed, logZone } = reader;
  // Every dialect in the order of the page, so that a line is counted for the first that it fits.
  const every = readingFor(GENERIC, { extra });
  const trial: Reading = { ...every, dialects: every.dialects.slice(1) };
  const trialKernel = kernelFor(trial, []);
  const readings = new Map<string, Reading>();
  const kernels = new Map<Reading, Kernel>();
  return (sample) => {
    const reading = readingOf(sample);
    const utf16 = isUtf16(sample);
    if (!timed) return { reading, utf16, firstUs: Number.NaN, greatestUs: Number.NaN };
    const kernel = kernels.get(reading) ?? kernelFor(reading, [{ kind: 'role', role: 'time' }]);
    kernels.set(reading, kernel);
    const batch = scanHead(kernel, sample);
    const column = batch.columns[0];
    let firstUs = Number.NaN;
    let greatestUs = Number.NaN;
    for (let i = 0; column?.kind === 'time' && i < batch.count; i++) {
      const us = column.us[i]!;
      if (Number.isNaN(us)) continue;
      if (Number.isNaN(firstUs)) firstUs = us;
      if (!(us <= greatestUs)) greatestUs = us;
    }
    return { reading, utf16, firstUs, greatestUs };
  };

  function readingOf(sample: Uint8Array): Reading {
    // Most of the lines decide: where the first half and one more agree, the others are not asked.
    const { counts, events, batch } = tried(firstLines(sample, MAJORITY));
    const [agreed] = counts.keys();
    // What a generic log calls its fields is told by all of the sample.
    if (fixed !== GENERIC && agreed !== undefined && counts.get(agreed) === MAJORITY)
      return readingAs(fixed ?? agreed, []);
    const whole = batch.bytes.length === sample.length ? { counts, events, batch } : tried(sample);
    const own = fixed ?? chooseDialect(whole.counts, whole.events.length);
    return readingAs(own, own === GENERIC ? whole.events.map((i) => parsedLine(whole.batch, i)) : []);
  }

  function readingAs(own: string, events: readonly unknown[]): Reading {
    const generic = own === GENERIC ? genericDialect(events) : undefined;
    const key = `${own} ${JSON.stringify(generic?.fields)}`;
    const options = { extra, fixed: fixed !== undefined, ...(generic ? { generic } : {}) };
    const reading = readings.get(key) ?? overrideRoles(readingFor(own, options), reader);
    readings.set(key, reading);
    return reading;
  }

  /** The events among the lines, and how many of each dialect; the batch is valid until the next. */
  function tried(lines: Uint8Array): { counts: Map<string, number>; events: number[]; batch: Batch } {
    const batch = scanHead(trialKernel, lines);
    const counts = new Map<string, number>();
    const events: number[] = [];
    for (let i = 0; i < batch.count; i++) {
      if (batch.class[i] !== LINE_EVENT) continue;
      events.push(i);
      const name = trial.dialects[batch.dialect[i]!]?.name;
      if (name) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return { counts, events, batch };
  }

  function kernelFor(reading: Reading, columns: readonly ColumnSpec[]): Kernel {
    return makeKernel({ columns, needles: null, utf16: false, reading, path: '', logZone }, kind);
  }
}

function scanHead(kernel: Kernel, sample: Uint8Array): Batch {
  return kernel.scan({ bytes: sample, base: 0, line: 0, final: false }, 0);
}

/** The first `count` lines. */
function firstLines(bytes: Uint8Array, count: number): Uint8Array {
  let end = 0;
  for (let n = 0; n < count; n++) {
    const newline = bytes.indexOf(NEWLINE, end);
    if (newline < 0) return bytes;
    end = newline + 1;
  }
  return bytes.subarray(0, end);
}

function parsedLine(batch: Batch, i: number): unknown {
  return JSON.parse(Buffer.from(batch.bytes.subarray(batch.start[i], batch.end[i])).toString('utf8'));
}

/** A byte order mark of UTF-16, or ASCII with a zero byte beside each letter. */
function isUtf16(head: Uint8Array): boolean {
  const [a, b, c, d] = head;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
  if (a === undefined || b === undefined || c === undefined || d === undefined) return false;
  return (a > 0 && b === 0 && c > 0 && d === 0) || (a === 0 && b > 0 && c === 0 && d > 0);
}
