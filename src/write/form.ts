/**
 * How events of each dialect are laid out, as data: which keys the envelope has and in which order its writers write them,
 * and where the rest stands. Source: dialects.md, and logs of the writers themselves.
 */
import type { DialectName } from '../append/spelling.ts';
import type { TimeStyle } from './time.ts';

/** What a generic log calls the parts of its envelope. */
export interface GenericNames {
  readonly time: string;
  readonly type: string;
  readonly session: string;
  readonly style: TimeStyle;
}

export interface Form {
  readonly dialect: DialectName;
  readonly typeKey: string;
  readonly timeKey: string;
  readonly style: TimeStyle;
  /** The key of the object that holds the event's data; absent where the data stand flat beside the envelope. */
  readonly dataKey?: string;
  /** Where the session stands: in the envelope, or in the data. */
  readonly session: { readonly key: string; readonly in: 'envelope' | 'data' };
  /** Types whose data name sessions of their own. */
  readonly sessionless?: readonly string[];
  /** Types whose data also say the cycle. */
  readonly cycled?: readonly string[];
  readonly traceKey?: string;
  readonly idKey?: string;
  /** The top-level keys in the order in which they are written; `*` is all others. */
  readonly order: readonly string[];
}

/** What a new generic log calls them. */
export const NEW_GENERIC: GenericNames = Object.freeze({
  time: 'timestamp',
  type: 'event',
  session: 'session_id',
  style: 'iso-z',
});

const FORMS: Readonly<Record<Exclude<DialectName, 'generic'>, Omit<Form, 'dialect'>>> = Object.freeze({
  macf: {
    typeKey: 'event',
    timeKey: 'timestamp',
    style: 's',
    dataKey: 'data',
    session: { key: 'session_id', in: 'data' },
    sessionless: ['migration_detected'],
    cycled: ['session_started', 'session_ended'],
    order: ['timestamp', 'event', 'breadcrumb', 'data', 'hook_input', '*'],
  },
  study: {
    typeKey: 'event_type',
    timeKey: 'timestamp',
    style: 'iso-offset',
    dataKey: 'event_data',
    session: { key: 'study_name', in: 'data' },
    order: ['event_type', 'timestamp', 'event_data', '*'],
  },
  mnemosyne: {
    typeKey: 'type',
    timeKey: 'timestamp',
    style: 'iso-z',
    session: { key: 'instance_id', in: 'envelope' },
    traceKey: 'correlation_id',
    idKey: 'id',
    order: ['id', 'instance_id', 'type', '*', 'timestamp'],
  },
  agentbus: {
    typeKey: 'event_type',
    timeKey: 'timestamp',
    style: 'iso-offset',
    session: { key: 'session_id', in: 'envelope' },
    traceKey: 'trace_id',
    order: ['timestamp', 'session_id', 'trace_id', 'event_type', '*'],
  },
  amplifier: {
    typeKey: 'event',
    timeKey: 'ts',
    style: 'iso-offset',
    dataKey: 'data',
    session: { key: 'session_id', in: 'envelope' },
    order: ['ts', 'event', 'session_id', 'data', '*'],
  },
});

/** The form of a dialect; `names` are those of a generic log. */
export function formOf(dialect: DialectName, names: GenericNames = NEW_GENERIC): Form {
  if (dialect !== 'generic') return { dialect, ...FORMS[dialect] };
  const { time, type, session, style } = names;
  return {
    dialect,
    typeKey: type,
    timeKey: time,
    style,
    session: { key: session, in: 'envelope' },
    traceKey: 'trace_id',
    order: [time, type, session, 'trace_id', '*'],
  };
}
