/**
 * Runs every command on one large log twice: by the plain path (scalar kernel, one thread) and by the fast one. Both must print the
 * same bytes, on standard output and on standard error, and end with the same code (promises.md row 22). Exit code 1 where not.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { logOf } from './logs.mjs';
import { main, readChoice, readOptions, readSize } from './options.mjs';
import { inquest } from './peers.mjs';
import { SHAPES } from './texts.mjs';

const USAGE = `usage: twins.mjs [--log FILE | --size 4G [--shape ${SHAPES.join('|')}] [--dir DIRECTORY]] [--bin FILE]`;

const PLAIN = { INQUEST_KERNEL: 'scalar', INQUEST_THREADS: '1' };

const SLOW = 'data.duration_ms > 3900';
const RARE = '@type = compaction_detected';

/** Every command, and every way of going through a log that has a path of its own. */
const QUESTIONS = [
  ['stats'],
  ['stats', '--json', '--by', 'data.tool', '--bucket', '1d', '--percentiles', 'data.duration_ms'],
  ['stats', '--json', '--where', '@status = error and @cycle > 500'],
  ['gaps', '--json'],
  ['gaps', '--json', '--per', 'session', '--threshold', '390ms', '--top', '100', '--sort', 'length'],
  ['sessions-list', '--json'],
  ['sessions-list', '--format', 'csv', '--sort', 'events'],
  ['query', '-t', 'compaction_detected', '--cycle', '42', '--count', '--json'],
  ['query', '-t', 'compaction_detected', '--json', '--provenance'],
  ['query', '--where', SLOW, '--format', 'ndjson'],
  ['query', '--where', 'hook_input.parameters.command ~ "git (log|diff)"', '--format', 'raw'],
  ['query', '--where', 'not (exists data.tool)', '--fields', '@time,@type,@session', '--format', 'csv'],
  ['query', '--where', SLOW, '--tail', '1000', '--reverse', '--format', 'raw'],
  ['query', '--where', SLOW, '--sort', 'time', '-n', '1000', '--format', 'raw'],
  ['query', '-t', 'compaction_detected', '-C', '2'],
  ['query', '-t', 'compaction_detected', '--context-session', '2', '-n', '20', '--provenance'],
  ['query', '--since', '@first+10m', '--until', 'since+10m', '--format', 'raw'],
  ['query-set', 'union', '--query', SLOW, '--query', RARE, '--format', 'raw'],
  ['query-set', 'intersection', '--query', 'data.tool = Bash', '--query', SLOW, '--format', 'ndjson'],
  ['query-set', 'subtraction', '--query', SLOW, '--query', 'data.tool = Bash', '--format', 'ndjson'],
  ['show', '-n', '100'],
  ['history'],
  ['history', '-n', '10', '--reverse', '--format', 'raw'],
];

await main(async () => {
  const options = readOptions(
    {
      ...{ log: undefined, size: '4G', shape: 'typical', dir: join(tmpdir(), 'inquest-bench') },
      bin: resolve(import.meta.dirname, '../../bin/inquest.js'),
    },
    USAGE,
  );
  const log =
    options.log ?? logOf(resolve(options.dir), readChoice(options.shape, SHAPES), readSize(options.size));
  if (!existsSync(log)) throw new Error(`no such log: ${log}`);
  let differing = 0;
  for (const question of QUESTIONS) {
    const fast = await run(options.bin, [...question, log], {});
    const plain = await run(options.bin, [...question, log], PLAIN);
    const same = fast.digest === plain.digest && (fast.code === 0 || fast.code === 3);
    if (!same) differing++;
    const verdict = same ? 'same' : 'DIFFERENT';
    process.stdout.write(
      `${verdict}  ${fast.digest.slice(0, 12)}  ${fast.bytes} bytes  exit ${fast.code}  ${fast.seconds} s, plain ${plain.seconds} s  ${question.join(' ')}\n`,
    );
  }
  process.stdout.write(`${QUESTIONS.length} questions, ${differing} different\n`);
  process.exitCode = differing > 0 ? 1 : 0;
});

/**
 * Runs inquest; the digest is of its two outputs and its exit code, of which nothing is kept.
 * @param {string} bin
 * @param {readonly string[]} rest
 * @param {Readonly<Record<string, string>>} tuning
 */
async function run(bin, rest, tuning) {
  const [command = '', ...argv] = inquest(bin, rest);
  const begun = process.hrtime.bigint();
  const child = spawn(command, argv, {
    env: { ...process.env, TZ: 'UTC', NO_COLOR: '1', ...tuning },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = createHash('sha256');
  const trouble = createHash('sha256');
  let bytes = 0;
  child.stdout.on('data', (/** @type {Buffer} */ part) => {
    output.update(part);
    bytes += part.length;
  });
  child.stderr.on('data', (part) => trouble.update(part));
  const code = await new Promise((done, reject) => {
    child.once('error', reject);
    child.once('close', (exit, signal) => done(exit ?? signal));
  });
  const seconds = (Number(process.hrtime.bigint() - begun) / 1e9).toFixed(2);
  return { code, bytes, seconds, digest: `${output.digest('hex')} ${trouble.digest('hex')} ${code}` };
}
