/** AppenderOptions with their defaults filled in; what is asked wrongly is a Fault before any file is touched. */
import { Fault } from '../base/fault.ts';
import { near } from '../base/near.ts';
import { systemNowUs } from './clock.ts';
import type { LineOptions } from './line.ts';
import type { AppenderOptions, Durability, LockName } from './options.ts';
import { lineRedactor } from './redact.ts';
import { DIALECT_NAMES } from './spelling.ts';

export interface Setting extends LineOptions {
  readonly durability: Durability;
  readonly lock: LockName;
  readonly lockWaitMs: number;
  readonly nowUs: () => number;
  readonly makeDirectories: boolean;
}

const LOCK_WAIT_MS = 5000;
const DURABILITIES: readonly Durability[] = ['os', 'disk'];
const LOCKS: readonly LockName[] = ['auto', 'koffi', 'flock', 'none'];

/** What an appender goes by. Throws a Fault (`bad-option`) for the first option that is asked wrongly. */
export function settingOf(options: AppenderOptions): Setting {
  const { lockWaitMs = LOCK_WAIT_MS, redact } = options;
  if (typeof lockWaitMs !== 'number' || !(lockWaitMs >= 0))
    throw wrong(`lockWaitMs is a number of milliseconds, not ${String(lockWaitMs)}`);
  return Object.freeze({
    dialect: oneOf('dialect', options.dialect ?? 'generic', DIALECT_NAMES),
    durability: oneOf('durability', options.durability ?? 'os', DURABILITIES),
    lock: oneOf('lock', options.lock ?? 'auto', LOCKS),
    lockWaitMs,
    redact: redact === false ? (line: string) => line : lineRedactor(redact),
    nowUs: options.nowUs ?? systemNowUs,
    makeDirectories: options.makeDirectories ?? false,
  });
}

function oneOf<T extends string>(option: string, value: T, names: readonly T[]): T {
  if (names.includes(value)) return value;
  const meant = near(String(value), names);
  throw wrong(
    `${option} is one of ${names.join(', ')}, not ${JSON.stringify(value)}`,
    meant === undefined ? undefined : `did you mean "${meant}"?`,
  );
}

function wrong(message: string, hint?: string): Fault {
  return new Fault({ code: 'bad-option', message, ...(hint === undefined ? {} : { hint }) });
}
