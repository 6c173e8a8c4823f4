/** The library's door `inquest/append`: write events to logs from a program. Re-exports only. */
export * from './append/index.ts';
export type { ValidateReport } from './model/report.ts';
export type { AgentbusData } from './write/agentbus-data.ts';
export type { AmplifierData } from './write/amplifier-data.ts';
export type { EventOptions } from './write/composer.ts';
export type { Author } from './write/crumbs.ts';
export {
  type DialectLogOptions,
  type MacfLog,
  type OpenLog,
  openAgentbusLog,
  openAmplifierLog,
  openMacfLog,
  openMnemosyneLog,
} from './write/dialect-logs.ts';
export { type EventLogOptions, openEventLog } from './write/event-log.ts';
export type { GenericNames } from './write/form.ts';
export type { MacfData } from './write/macf-data.ts';
export type { MnemosyneData } from './write/mnemosyne-data.ts';
export type { Observed } from './write/observer.ts';
export { type ExactNumber, exactNumber, type Fields, float, spell } from './write/spell.ts';
export type { StudyData } from './write/study-data.ts';
export {
  openStudyLog,
  type StudyEvent,
  type StudyLog,
  type StudyLogOptions,
  type StudyMethods,
} from './write/study-log.ts';
export type { TimeStyle } from './write/time.ts';
export type { AnyData, DataOf, EventLog, EventParts } from './write/typed-log.ts';
export { withLifecycle } from './write/with-lifecycle.ts';
