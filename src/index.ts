/** The library's door: ask a question of logs from a program, as the command line does. Re-exports only. */
export { Fault, type FaultParts, type FaultSpan } from './base/fault.ts';
export { type Path, parsePath, printPath } from './base/path.ts';
export type { CheckBody, Rule, RuleRow } from './model/check.ts';
export type { Dialect, Reading } from './model/dialect.ts';
export type { Event, Row, Value } from './model/event.ts';
export type { FilePosition, Followed, LivePosition, Position, ResetReason } from './model/follow.ts';
export type { MetricsReport, MetricsSnapshot, MetricsTotals } from './model/metrics.ts';
export type { DamageReason, Note, NoteKind, Place } from './model/note.ts';
export type { Plan, SourcePlan } from './model/plan.ts';
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
  CheckReport,
  CountReport,
  FieldsReport,
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
  StateReport,
  StatsReport,
  TypeRow,
  ValidateReport,
} from './model/report.ts';
export { LEVELS, type Level, ROLES, type Role } from './model/role.ts';
export type { TraceReport } from './model/span.ts';
export { type FilterOptions, type Parsed, parseFilter } from './query/filter.ts';
export { printPredicate } from './query/print.ts';
export { parseTime, type TimeContext } from './query/time.ts';
export { parseWhere, type WhereOptions } from './query/where.ts';
export { events } from './run/events.ts';
export { type FollowIo, follow } from './run/follow.ts';
export type { EventView, RunIo } from './run/io.ts';
export { Kept, type KeptBounds } from './run/kept.ts';
export { type LiveMetrics, type LiveMetricsOptions, liveMetrics } from './run/metrics.ts';
export { type AskOf, type QueryParts, queryOf } from './run/query-of.ts';
export { type Explanation, explain, type ReportOf, run } from './run/run.ts';
