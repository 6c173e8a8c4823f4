/** Logs of one dialect each, with the types and fields of their events. Opening rejects as `openAppender` does. */
import type { Appended } from '../append/options.ts';
import type { AgentbusData } from './agentbus-data.ts';
import type { AmplifierData } from './amplifier-data.ts';
import type { EventOptions } from './composer.ts';
import { type EventLogOptions, openTypedLog } from './event-log.ts';
import type { MacfData } from './macf-data.ts';
import type { MnemosyneData } from './mnemosyne-data.ts';
import type { Fields } from './spell.ts';
import type { DataOf, EventLog } from './typed-log.ts';

/** The options of a log whose dialect is known. */
export type DialectLogOptions = Omit<EventLogOptions, 'dialect' | 'names'>;

/** A log that also takes types beside those that are known. */
export interface OpenLog<D> extends EventLog<D> {
  append: EventLog<D>['append'] &
    (<T extends string>(
      type: T extends keyof D ? never : T,
      data?: Fields,
      options?: EventOptions,
    ) => Promise<Appended>);
}

/**
 * `{timestamp, event, breadcrumb, data, hook_input}`, byte for byte as Python's writers spell it. The breadcrumb is made of
 * `session`, `cycle`, `prompt` and `git` (of the log, or of one event), else session and cycle are the log's own last ones
 * and the commit that of the repository at `directory`; one breadcrumb serves a second. An event whose session and cycle
 * are neither given nor in the last 8 MiB of the log is rejected with the Fault `no-breadcrumb`.
 */
export interface MacfLog extends OpenLog<MacfData> {
  /** Begins a session: `session_id` and `cycle` are filled in. */
  sessionStarted(data?: DataOf<MacfData, 'session_started'>, options?: EventOptions): Promise<Appended>;
  /** Ends it. */
  sessionEnded(data?: DataOf<MacfData, 'session_ended'>, options?: EventOptions): Promise<Appended>;
}

/** Opens a macf log: `.maceff/agent_events_log.jsonl` is the usual place. */
export async function openMacfLog(path: string, options: DialectLogOptions = {}): Promise<MacfLog> {
  const log = await openTypedLog<OpenLog<MacfData>>(path, { ...options, dialect: 'macf' });
  return Object.freeze<MacfLog>({
    ...log,
    sessionStarted: (data = {}, own) => log.append('session_started', data, own),
    sessionEnded: (data = {}, own) => log.append('session_ended', data, own),
  });
}

/** The live form: `id` is made, `session` is the `instance_id`, `trace` the `correlation_id`; the payload stands flat. */
export async function openMnemosyneLog(
  path: string,
  options: DialectLogOptions = {},
): Promise<EventLog<MnemosyneData>> {
  return openTypedLog<EventLog<MnemosyneData>>(path, {
    ...options,
    dialect: 'mnemosyne',
  });
}

/** The envelope `timestamp`, `session_id`, `trace_id`, `event_type`, and the payload flat beside it. */
export async function openAgentbusLog(
  path: string,
  options: DialectLogOptions = {},
): Promise<EventLog<AgentbusData>> {
  return openTypedLog<EventLog<AgentbusData>>(path, { ...options, dialect: 'agentbus' });
}

/** `{ts, event, data}`, with `session_id` where a session is given. */
export async function openAmplifierLog(
  path: string,
  options: DialectLogOptions = {},
): Promise<OpenLog<AmplifierData>> {
  return openTypedLog<OpenLog<AmplifierData>>(path, {
    ...options,
    dialect: 'amplifier',
  });
}
