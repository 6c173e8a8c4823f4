/** Lowers what is counted of each dialect to column numbers. Pure. */
import { meteredIn } from '../dialect/work.ts';
import type { Metered, SampleSpec, WorkSet } from '../model/metrics.ts';
import type { Operand } from '../model/query.ts';
import type { Part, Trigger } from '../model/tracked.ts';
import type { Columns } from './columns.ts';

/** The columns of samples of lines of these dialects. */
export function lowerSamples(dialects: readonly string[], columns: Columns): SampleSpec {
  return {
    time: columns.role('time'),
    type: columns.role('type'),
    dialect: columns.role('dialect'),
    status: columns.role('status'),
    duration: columns.role('duration'),
    tokens: columns.role('tokens'),
    cost: columns.role('cost'),
    metered: dialects.map((dialect) => lowerMetered(meteredIn(dialect), columns)),
  };
}

function lowerMetered({ dialect, work, unspent }: Metered<Operand>, columns: Columns): Metered<number> {
  const part = (of: Part<Operand>): Part<number> => of.map((operand) => columns.operand(operand));
  const trigger = <T extends Trigger<Operand>>({ only, ...rest }: T): Omit<T, 'only'> & Trigger<number> => ({
    ...rest,
    ...(only === undefined ? {} : { only: { ...only, of: part(only.of) } }),
  });
  const set = ({ progress, ...of }: WorkSet<Operand>): WorkSet<number> => ({
    ...of,
    keys: of.keys.map((key) => key.map(part)),
    starts: of.starts.map(trigger),
    ends: of.ends.map(trigger),
    ...(progress === undefined ? {} : { progress: { ...progress, of: part(progress.of) } }),
  });
  return { dialect, unspent, work: work.map(set) };
}
