/**
 * Measures inquest and its peers on the same logs, checks that they give the same answers, and prints Markdown for ledger.md.
 * Exit code 1 where answers differ; a ratio that is not reached is only said.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checksOf } from './checks.mjs';
import { cutLog, logOf } from './logs.mjs';
import { peakOf, ratioTable, timeTable } from './markdown.mjs';
import { findMeter, measure } from './measure.mjs';
import { main, readChoice, readCount, readOptions, readSize } from './options.mjs';
import { findPeers, machineLine } from './peers.mjs';
import { TASKS } from './tasks.mjs';
import { SHAPES } from './texts.mjs';

const USAGE = `usage: run.mjs [--size 1G]... [--runs 5] [--only ${TASKS.map(({ name }) => name).join('|')}]...
       [--shape ${SHAPES.join('|')}] [--many 100K] [--dir DIRECTORY] [--bin FILE]`;

const SMALL_BYTES = 10e6;

await main(async () => {
  const options = readOptions(
    {
      size: /** @type {readonly string[]} */ (['1G']),
      runs: '5',
      only: /** @type {readonly string[]} */ ([]),
      shape: 'typical',
      many: '100K',
      dir: join(tmpdir(), 'inquest-bench'),
      bin: resolve(import.meta.dirname, '../../bin/inquest.js'),
    },
    USAGE,
  );
  if (!existsSync(resolve(options.bin, '../../dist/main.cjs')))
    throw new Error(`${options.bin} is not built: npm run build`);
  const shape = readChoice(options.shape, SHAPES);
  const names = TASKS.map(({ name }) => name);
  const only = options.only.map((name) => readChoice(name, names));
  const setting = {
    bin: resolve(options.bin),
    shape,
    runs: readCount(options.runs, 1),
    eachBytes: readSize(options.many),
    directory: resolve(options.dir),
    peers: findPeers(),
    meter: findMeter(),
    tasks: TASKS.filter(
      ({ name, anyShape }) => (anyShape || shape === 'typical') && (only.length === 0 || only.includes(name)),
    ),
  };
  print(machineLine(setting.peers, setting.meter.name));
  for (const size of options.size) await measureSize(readSize(size), setting);
});

/**
 * @param {number} sizeBytes
 * @param {{
 *   bin: string, shape: import('./texts.mjs').Shape, runs: number, eachBytes: number, directory: string,
 *   peers: ReturnType<typeof findPeers>, meter: ReturnType<typeof findMeter>, tasks: typeof TASKS,
 * }} setting
 */
async function measureSize(sizeBytes, { bin, shape, runs, eachBytes, directory, peers, meter, tasks }) {
  const log = logOf(directory, shape, sizeBytes);
  const place = {
    ...{ bin, log, sizeBytes, sessions: shape !== 'short', small: logOf(directory, shape, SMALL_BYTES) },
    get many() {
      return cutLog(log, eachBytes);
    },
  };
  /** @type {import('./markdown.mjs').Row[]} */
  const rows = [];
  /** @type {import('./markdown.mjs').Judged[]} */
  const judged = [];
  /** @type {string[]} */
  const checked = [];
  const answers = mkdtempSync(join(tmpdir(), 'inquest-answers-'));
  try {
    for (const task of tasks) {
      process.stderr.write(`${shape} ${sizeBytes / 1e6} MB: ${task.name}\n`);
      try {
        await measureTask(task);
      } catch (error) {
        // What was measured before is not lost.
        checked.push(`- **FAILED**: ${task.name}: ${error instanceof Error ? error.message : error}`);
        process.exitCode = 1;
      }
    }
  } finally {
    rmSync(answers, { recursive: true, force: true });
  }
  judged.push(peakOf(rows));
  print(
    `\n### ${shape}, ${statSync(log).size / 1e6} MB\n\n${ratioTable(judged, sizeBytes)}\n\n${timeTable(rows)}\n\n${checked.join('\n')}`,
  );

  /** @param {import('./tasks.mjs').Task} task */
  async function measureTask(task) {
    const contenders = task
      .contenders(place)
      .filter(({ peer }) => peer === undefined || peers.get(peer) !== undefined);
    const measured = await measure(contenders, { runs, directory: answers, meter: meter.meter });
    for (const { name, argv } of contenders) {
      const figures = measured.get(name);
      if (figures) rows.push({ task: task.name, name, ours: argv.includes(place.bin), measured: figures });
    }
    for (const ratio of task.ratios(place))
      judged.push({ ratio, value: ratio.value((name) => measured.get(name)?.wallMs ?? Number.NaN) });
    const answer = (/** @type {string} */ name) => readFileSync(measured.get(name)?.answer ?? '', 'utf8');
    for (const check of checksOf(task.name, place, answer)) checked.push(judge(check, peers));
  }
}

/**
 * Says how a check went; one that fails sets the exit code.
 * @param {import('./checks.mjs').Check} check
 * @param {ReturnType<typeof findPeers>} peers
 */
function judge({ says, peer, pair }, peers) {
  if (peer !== undefined && peers.get(peer) === undefined)
    return `- not checked, ${peer} is missing: ${says}`;
  const [one, other] = pair().map((value) => JSON.stringify(value));
  // A number is worth saying: it shows that there was something to agree on.
  if (one === other) return `- the same: ${says}${/^\d+$/.test(one ?? '') ? ` (${one})` : ''}`;
  process.exitCode = 1;
  return `- **DIFFERENT**: ${says}: ${one?.slice(0, 300)} / ${other?.slice(0, 300)}`;
}

/** @param {string} text */
function print(text) {
  process.stdout.write(`${text}\n`);
}
