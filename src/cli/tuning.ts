/** The knobs of tests and benches, from the environment: how a log is cut and whether a prefilter skips lines. */
import { availableParallelism } from 'node:os';
import type { Tuning } from '../model/query.ts';
import { parseChoice, parseInteger, type Values } from './values.ts';

/** More threads are had by asking: each holds some 25 MB. */
const MOST_THREADS = 4;
const DEFAULT_CHUNK_BYTES = 1024 * 1024;

/** `INQUEST_CHUNK_SIZE` in bytes, `INQUEST_SHARDS`, `INQUEST_PREFILTER`, `INQUEST_KERNEL`. No answer depends on them (promises.md row 4). */
export function readTuning(env: Readonly<Record<string, string | undefined>>, values: Values): Tuning {
  const read = <T>(name: string, parse: (text: string) => T): T | undefined => {
    const text = env[name];
    return text === undefined || text === '' ? undefined : values.attempt(name, () => parse(text));
  };
  const threads = values.integer('threads', 1) ?? read('INQUEST_THREADS', (text) => parseInteger(text, 1));
  return {
    chunkSize: read('INQUEST_CHUNK_SIZE', (text) => parseInteger(text, 1)) ?? DEFAULT_CHUNK_BYTES,
    shards: read('INQUEST_SHARDS', (text) => parseInteger(text, 1)) ?? 1,
    prefilter: read('INQUEST_PREFILTER', (text) => parseChoice(text, ['on', 'off', 'everything'])) ?? 'on',
    kernel: read('INQUEST_KERNEL', (text) => parseChoice(text, ['simd', 'scalar'])) ?? 'simd',
    threads: threads ?? Math.min(MOST_THREADS, availableParallelism()),
  };
}
