/** The names of severity levels: what loggers call them and which of six they mean. Source: cli.md, `--severity`. */

/** A level as this tool names it, the mildest first in LEVELS of the model. */
type LevelName = 'trace' | 'debug' | 'info' | 'warning' | 'error' | 'fatal';

const BY_TENS: readonly LevelName[] = ['trace', 'debug', 'info', 'warning', 'error', 'fatal'];

const OTHER_NAMES: readonly (readonly [LevelName, readonly string[]])[] = [
  ['trace', ['verbose']],
  ['info', ['information', 'notice']],
  ['warning', ['warn']],
  ['error', ['err']],
  ['fatal', ['critical', 'crit', 'alert', 'emerg', 'emergency', 'panic']],
];

const LEVEL_BY_NAME: ReadonlyMap<string, LevelName> = new Map([
  ...BY_TENS.map((level) => [level, level] as const),
  ...OTHER_NAMES.flatMap(([level, names]) => names.map((name) => [name, level] as const)),
]);

/** The level that a name in any case, or a number of 10 to 60 by tens (pino, bunyan), stands for. */
export function levelOf(text: string): LevelName | undefined {
  const tens = /^([1-6])0$/.exec(text);
  return tens ? BY_TENS[Number(tens[1]) - 1] : LEVEL_BY_NAME.get(text.toLowerCase());
}
