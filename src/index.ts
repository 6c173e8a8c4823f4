/** The library's door: ask a question of logs from a program, as the command line does. Re-exports only. */
export { Fault, type FaultParts, type FaultSpan } from './base/fault.ts';
export { type Path, parsePath, printPath } from './base/path.ts';
export type { Event, Row, Value } from './model/event.ts';
export type { DamageReason, Note, NoteKind, Place } from './model/note.ts';
export type {
  Ask,
  Listing,
  Literal,
  LogName,
  Operand,
  Predicate,
  Query,
  Reader,
  TimeBound,
  Tuning,
} from './model/query.ts';
export type {
  BucketRow,
  CountReport,
  GapRow,
  GapsReport,
  GroupRow,
  ListReport,
  PercentileRow,
  Ref,
  Report,
  SessionRow,
  SessionsReport,
  SourceReport,
  StatsReport,
  TypeRow,
} from './model/report.ts';
export { LEVELS, type Level, ROLES, type Role } from './model/role.ts';
export { parseFilter } from './query/filter.ts';
export { printPredicate } from './query/print.ts';
export { parseTime } from './query/time.ts';
export { parseWhere, type WhereOptions } from './query/where.ts';
export { type RunIo, run } from './run/run.ts';
