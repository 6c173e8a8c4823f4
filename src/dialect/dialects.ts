/** The registry of built-in dialects, in the order of dialects.md, which also settles ties of detection. */
import { Fault } from '../base/fault.ts';
import { near } from '../base/near.ts';
import type { Dialect } from '../model/dialect.ts';
import { agentbus } from './agentbus.ts';
import { amplifier } from './amplifier.ts';
import { genericCandidates } from './generic.ts';
import { macf } from './macf.ts';
import { mnemosyne } from './mnemosyne.ts';
import { study } from './study.ts';

export { genericCandidates };

/** The name of the dialect of any other JSON Lines; its fields are chosen per log. */
export const GENERIC = 'generic';

/** The built-in dialects that detect lines of their own, in page order; generic is not among them. */
export const DIALECTS: readonly Dialect[] = Object.freeze([macf, study, mnemosyne, agentbus, amplifier]);

/** All names that `--dialect` takes without a dialect file, in page order, `generic` last. */
export function dialectNames(): readonly string[] {
  return [...DIALECTS.map(({ name }) => name), GENERIC];
}

/**
 * The dialect of this name, one of `extra` (`--dialect-file`) before a built-in one; for `generic` all its candidates.
 * Throws an `unknown-dialect` Fault with a near name.
 */
export function findDialect(name: string, extra: readonly Dialect[]): Dialect {
  const found = [...extra, ...DIALECTS].find((dialect) => dialect.name === name);
  if (found) return found;
  if (name === GENERIC) return genericCandidates();
  const names = [...new Set([...extra.map((dialect) => dialect.name), ...dialectNames()])];
  const meant = near(name, names);
  throw new Fault({
    code: 'unknown-dialect',
    message: `there is no dialect "${name}"; the dialects are ${names.join(', ')}`,
    flag: '--dialect',
    span: { text: name, start: 0, end: name.length },
    ...(meant === undefined ? {} : { hint: `did you mean "${meant}"?` }),
  });
}
