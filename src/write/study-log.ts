/**
 * The telemetry of one study: a method for each type of event, reading it back, and validating it. Source: dialects.md,
 * study; study-event-stream.md.
 */
import { join } from 'node:path';
import type { Appended } from '../append/options.ts';
import { Fault } from '../base/fault.ts';
import { findDialect } from '../dialect/dialects.ts';
import type { ValidateReport } from '../model/report.ts';
import type { EventOptions } from './composer.ts';
import type { DialectLogOptions } from './dialect-logs.ts';
import { openTypedLog } from './event-log.ts';
import type { StudyData } from './study-data.ts';
import type { DataOf, EventLog } from './typed-log.ts';

export interface StudyLogOptions extends Omit<DialectLogOptions, 'session'> {
  /** Where the log stands. Default: `telemetry/{study}/event_stream.ndjson`, whose directories are made. */
  readonly path?: string;
}

/** An event as it stands in the log. */
export interface StudyEvent<T extends keyof StudyData = keyof StudyData> {
  readonly event_type: T;
  /** ISO 8601 with microseconds. */
  readonly timestamp: string;
  readonly event_data: DataOf<StudyData, T>;
}

type MethodName<T extends string> = T extends `${infer Word}_${infer Rest}`
  ? `${Word}${Capitalize<MethodName<Rest>>}`
  : T;

/** `studyStart`, `stageComplete`, `trialFailed`, …: each writes an event of its type; `study_name` is filled in. */
export type StudyMethods = {
  readonly [T in keyof StudyData & string as MethodName<T>]: (
    data: DataOf<StudyData, T>,
    options?: EventOptions,
  ) => Promise<Appended>;
};

export interface StudyLog extends EventLog<StudyData>, StudyMethods {
  readonly study: string;
  /** The events of the log, in its order, those of other studies too; damaged lines are left out (`validate` finds them). */
  readEvents(): AsyncGenerator<StudyEvent, void, undefined>;
  /** What `inquest validate` finds in the log. */
  validate(): Promise<ValidateReport>;
}

/** Opens the log of a study. Rejects with Fault `bad-study` where its name is no directory's and no path is given. */
export async function openStudyLog(study: string, options: StudyLogOptions = {}): Promise<StudyLog> {
  const { path = pathOf(study), ...rest } = options;
  const log = await openTypedLog<EventLog<StudyData>>(path, {
    makeDirectories: options.path === undefined,
    ...rest,
    dialect: 'study',
    session: study,
  });
  return Object.freeze<StudyLog>({
    ...log,
    ...methodsOf(log),
    study,
    readEvents: () => readEvents(path),
    validate: () => validate(path),
  });
}

function pathOf(study: string): string {
  if (study !== '' && !/^\.\.?$|[/\\\0]/.test(study)) return join('telemetry', study, 'event_stream.ndjson');
  const message = `the study ${JSON.stringify(study)} cannot name a directory; give a path`;
  throw new Fault({ code: 'bad-study', message });
}

function methodsOf(log: EventLog<StudyData>): StudyMethods {
  const append = log.append as (type: string, data: object, options?: EventOptions) => Promise<Appended>;
  const methods = findDialect('study', []).types.map((type) => {
    const name = type.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return [name, (data: object, options?: EventOptions) => append(type, data, options)] as const;
  });
  return Object.fromEntries(methods) as unknown as StudyMethods;
}

async function* readEvents(path: string): AsyncGenerator<StudyEvent, void, undefined> {
  const [{ events }, { queryOf }] = await Promise.all([
    import('../run/events.ts'),
    import('../run/query-of.ts'),
  ]);
  for await (const { row } of events(queryOf({ logs: [path] })))
    yield JSON.parse(Buffer.from(row.bytes).toString('utf8')) as StudyEvent;
}

async function validate(path: string): Promise<ValidateReport> {
  const [{ run }, { queryOf }] = await Promise.all([import('../run/run.ts'), import('../run/query-of.ts')]);
  return run(queryOf({ logs: [path], ask: { kind: 'validate' } }));
}
