/** Commands that do something themselves instead of asking a question of logs. */
import type { Fault } from '../base/fault.ts';
import type { Line } from './line.ts';
import type { Output } from './output.ts';
import type { World } from './world.ts';

export interface DeedIo {
  readonly world: World;
  readonly output: Output;
  /** Aborted where the program is to stop; never for a command that has the signals itself. */
  readonly signal: AbortSignal;
}

/** What came of it: an exit code, or all that was asked wrongly. */
export type DeedEnd = { readonly code: number } | { readonly faults: readonly Fault[] };

/** Does what the line asks; bugs are thrown. */
export type Deed = (line: Line, io: DeedIo) => Promise<DeedEnd>;
