/**
 * Measures whole processes: wall time from spawn to exit, processor time and peak memory of the process and its children.
 * Standard output goes to a file, which is the answer that checks read. Never to /dev/null: grep stops at its first match there.
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A run this slow is not repeated: its noise is no longer what decides. */
const SLOW_MS = 10_000;

/** The same for every process: UTC, no colour, and bytes for grep, which is its fastest. */
const ENV = { ...process.env, TZ: 'UTC', LC_ALL: 'C', NO_COLOR: '1' };

/**
 * @typedef {object} Contender
 * @property {string} name unique in its task
 * @property {readonly string[]} argv the command and its arguments
 *
 * @typedef {object} Sample
 * @property {number} wallMs
 * @property {number} [cpuMs] user and system
 * @property {number} [peakBytes]
 *
 * @typedef {object} Measured
 * @property {number} runs
 * @property {number} wallMs the median, as are those below
 * @property {number} leastMs
 * @property {number} mostMs
 * @property {number} [cpuMs]
 * @property {number} [peakBytes]
 * @property {string} answer the file that holds the last standard output
 */

/**
 * Runs the contenders in turn, A B A B, one round to warm up and `runs` that count. Throws where one fails.
 * @param {readonly Contender[]} contenders
 * @param {{ runs: number, directory: string, meter: Meter }} how
 * @returns {Promise<ReadonlyMap<string, Measured>>}
 */
export async function measure(contenders, { runs, directory, meter }) {
  const samples = new Map(contenders.map(({ name }) => [name, /** @type {Sample[]} */ ([])]));
  for (let round = 0; round <= runs; round++) {
    for (const contender of contenders) {
      const taken = samples.get(contender.name) ?? [];
      if (round > 0 && (taken[0]?.wallMs ?? 0) > SLOW_MS) continue;
      if (round === 1) taken.length = 0;
      taken.push(await once(contender, directory, meter));
    }
  }
  return new Map(
    contenders.map(({ name }) => [name, summary(samples.get(name) ?? [], answerOf(name, directory))]),
  );
}

/**
 * The standard output of a command that is not measured. Throws where it fails.
 * @param {readonly string[]} argv
 * @returns {string}
 */
export function ask(argv) {
  const [command = '', ...rest] = argv;
  const { status, stdout, stderr, error } = spawnSync(command, rest, {
    env: ENV,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status !== 0) throw new Error(`${argv.join(' ')}\nended with ${status}: ${error?.message ?? stderr}`);
  return stdout;
}

/**
 * A command that runs another and leaves its processor seconds (user, system), its peak memory in KiB and, where the meter itself
 * takes long to start, its wall time in seconds as the last line of a file.
 * @typedef {(file: string) => readonly string[]} Meter
 */

/**
 * What this machine can measure with: GNU time, which costs about a millisecond, else Python, else nothing.
 * @returns {{ meter: Meter, name: string }}
 */
export function findMeter() {
  if (existsSync('/usr/bin/time') && succeeds(['/usr/bin/time', '-f', '%M', 'true']))
    return { meter: (file) => ['/usr/bin/time', '-f', '%U %S %M', '-o', file], name: '/usr/bin/time' };
  // Its own start is not counted; the peak of a small command is no less than Python's own.
  if (succeeds(['python3', '-c', 'import resource']))
    return { meter: (file) => ['python3', '-ISc', PYTHON_METER, file], name: 'python3 resource' };
  return { meter: () => [], name: 'none' };
}

const PYTHON_METER = `
import os, resource, sys, time
before = resource.getrusage(resource.RUSAGE_CHILDREN)
begun = time.perf_counter()
code = os.spawnvp(os.P_WAIT, sys.argv[2], sys.argv[2:])
wall = time.perf_counter() - begun
used = resource.getrusage(resource.RUSAGE_CHILDREN)
peak = used.ru_maxrss // (1024 if sys.platform == "darwin" else 1)
open(sys.argv[1], "w").write(f"{used.ru_utime - before.ru_utime} {used.ru_stime - before.ru_stime} {peak} {wall}")
sys.exit(code)`;

/** @param {readonly string[]} argv */
function succeeds([command = '', ...rest]) {
  return spawnSync(command, rest, { stdio: 'ignore' }).status === 0;
}

/**
 * @param {Contender} contender
 * @param {string} directory
 * @param {Meter} meter
 * @returns {Promise<Sample>}
 */
async function once({ name, argv }, directory, meter) {
  const errors = join(directory, 'stderr');
  const figures = join(directory, 'figures');
  const output = openSync(answerOf(name, directory), 'w');
  const trouble = openSync(errors, 'w');
  try {
    const [command = '', ...rest] = [...meter(figures), ...argv];
    const begun = process.hrtime.bigint();
    const child = spawn(command, rest, { env: ENV, stdio: ['ignore', output, trouble] });
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (exit, signal) => resolve(exit ?? signal));
    });
    const wallMs = Number(process.hrtime.bigint() - begun) / 1e6;
    if (code !== 0) throw new Error(`${argv.join(' ')}\nended with ${code}: ${readFileSync(errors, 'utf8')}`);
    if (command === argv[0]) return { wallMs };
    const [user, system, peak, wall] = (readFileSync(figures, 'utf8').trim().split('\n').at(-1) ?? '')
      .split(' ')
      .map(Number);
    return {
      wallMs: wall === undefined ? wallMs : wall * 1000,
      cpuMs: ((user ?? 0) + (system ?? 0)) * 1000,
      peakBytes: (peak ?? 0) * 1024,
    };
  } finally {
    closeSync(output);
    closeSync(trouble);
  }
}

/**
 * @param {readonly Sample[]} samples
 * @param {string} answer
 * @returns {Measured}
 */
function summary(samples, answer) {
  const wall = samples.map(({ wallMs }) => wallMs);
  const cpu = samples.flatMap(({ cpuMs }) => cpuMs ?? []);
  const peak = samples.flatMap(({ peakBytes }) => peakBytes ?? []);
  return {
    runs: samples.length,
    wallMs: median(wall),
    leastMs: Math.min(...wall),
    mostMs: Math.max(...wall),
    ...(cpu.length > 0 && { cpuMs: median(cpu) }),
    ...(peak.length > 0 && { peakBytes: median(peak) }),
    answer,
  };
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

/**
 * @param {string} name
 * @param {string} directory
 */
function answerOf(name, directory) {
  return join(directory, `${name.replaceAll(/\W+/g, '-')}.out`);
}
