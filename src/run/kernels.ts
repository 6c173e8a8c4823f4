/** The kernels of a plan's logs, kept from shard to shard; logs that are read alike share one. */
import { namedDirectory } from '../base/directory.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Reading } from '../model/dialect.ts';
import type { Plan } from '../model/plan.ts';
import { kernelOf } from './shard.ts';

/** Kernels that are kept; each holds a few MB. Of logs that take turns, those read in more ways make theirs again and again. */
const MOST = 16;

export class Kernels {
  private readonly plan: Plan;
  private readonly kept = new Map<string, Kernel>();
  private readonly readings = new Map<
    Reading,
    { readonly number: number; readonly files: readonly string[] }
  >();

  /** The plan's sources may grow. */
  constructor(plan: Plan) {
    this.plan = plan;
  }

  /** A kernel for log number `source` that is there when it scans, and may be another each time. */
  lent(source: number, utf16: boolean): Kernel {
    return {
      scan: (chunk, shard) => this.of(source, utf16).scan(chunk, shard),
      turnTo: () => {},
    };
  }

  /** The kernel that reads log number `source`. */
  of(source: number, utf16: boolean): Kernel {
    const key = this.keyOf(source, utf16);
    const known = this.kept.get(key);
    if (known) {
      // The one that was asked for last is given up last.
      this.kept.delete(key);
      this.kept.set(key, known);
      known.turnTo(this.plan.sources[source]!.path);
      return known;
    }
    const kernel = kernelOf(this.plan, source, utf16);
    if (this.kept.size >= MOST) this.kept.delete(this.kept.keys().next().value!);
    this.kept.set(key, kernel);
    return kernel;
  }

  /** What a kernel depends on: the reading, the needles, and whether the log's directory names a role. */
  private keyOf(source: number, utf16: boolean): string {
    const { reading, needles, path } = this.plan.sources[source]!;
    const { number, files } = this.reading(reading);
    const named = files.map((file) => namedDirectory(path, file) !== undefined);
    return JSON.stringify([number, utf16, needles, named]);
  }

  private reading(reading: Reading): { readonly number: number; readonly files: readonly string[] } {
    let known = this.readings.get(reading);
    if (!known) {
      const entries = [...reading.dialects, reading.fallback].flatMap(({ roles }) =>
        Object.values(roles).flat(),
      );
      const files = entries.flatMap(({ extract }) => (extract.as === 'directory' ? [extract.file] : []));
      known = { number: this.readings.size, files };
      this.readings.set(reading, known);
    }
    return known;
  }
}
