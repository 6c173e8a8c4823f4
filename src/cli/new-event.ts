/** The event that `append` is to write, as typed: its type, its data from JSON, files or standard input, and `--set`. */
import { text as textOfStream } from 'node:stream/consumers';
import { Fault, faultOf } from '../base/fault.ts';
import { parseTime } from '../query/time.ts';
import { readTextFile } from '../scan/text.ts';
import type { Composer } from '../write/composer.ts';
import type { DeedIo } from './deed.ts';
import { type JsonObject, jsonObject, parseSetting, putAt, type Setting } from './json-values.ts';
import type { Line } from './line.ts';
import { zoneOf } from './typed-zone.ts';
import { type Values, whole } from './values.ts';

export interface NewEventOrder {
  readonly type: string | undefined;
  /** The events of standard input instead. */
  readonly batch: boolean;
  readonly data: JsonObject;
  readonly hookInput: JsonObject | undefined;
  /** The flag whose value is on standard input. */
  readonly input: Input | undefined;
  readonly settings: readonly Setting[];
  readonly timeUs: number | undefined;
}

type Input = 'data' | 'hook-input';

/** Flags that say what one event holds, and mean nothing to many. */
const OF_ONE = ['data', 'set', 'hook-input', 'time'] as const;

/** Reads the operand and the flags; faults are collected in `values`. Standard input is not touched. */
export function readNewEvent(line: Line, values: Values, nowUs: number): NewEventOrder {
  const batch = values.has('batch');
  const [type, ...more] = line.operands;
  if (more.length > 0) {
    const message = 'expected one event type; the log is named with --log';
    values.fault({ code: 'too-many', message, flag: 'TYPE', span: whole(more.join(' ')) });
  }
  if (type === undefined && !batch)
    values.fault({ code: 'no-type', message: 'expected the type of the event', flag: 'TYPE' });
  for (const name of OF_ONE.filter((each) => batch && values.has(each)))
    values.fault({ code: 'contradiction', message: 'contradicts --batch', flag: `--${name}` });
  const inputs = (['data', 'hook-input'] as const).filter((name) => values.text(name) === '-');
  if (inputs.length > 1)
    values.fault({ code: 'contradiction', message: '--data reads standard input', flag: '--hook-input' });
  return {
    type,
    batch,
    data: typedObject('data', values) ?? new Map(),
    hookInput: typedObject('hook-input', values),
    input: inputs[0],
    settings: values
      .texts('set')
      .flatMap((text) => values.attempt('--set', () => [parseSetting(text)]) ?? []),
    timeUs: readTime(values, nowUs),
  };
}

/** The same with what stands on standard input. Throws Fault `bad-json`. */
export async function fromInput(event: NewEventOrder, { world }: DeedIo): Promise<NewEventOrder> {
  const { input } = event;
  if (input === undefined) return event;
  const text = await textOfStream(world.stdin);
  try {
    const object = jsonObject(text);
    return input === 'data' ? { ...event, data: object } : { ...event, hookInput: object };
  } catch (error) {
    throw error instanceof Fault ? faultOf(error, `--${input}`) : error;
  }
}

/** The line of the event. Throws Faults of its type, its data and its breadcrumb. */
export function composeOne(composer: Composer, event: NewEventOrder): string {
  const { type = '', settings, timeUs } = event;
  const { dataKey, dialect } = composer.form;
  const hookKey = dialect === 'macf' ? 'hook_input' : undefined;
  // The parts under the keys by which queries find them; any other path is one in the data.
  const parts: JsonObject = new Map();
  if (dataKey !== undefined) parts.set(dataKey, event.data);
  if (hookKey !== undefined && event.hookInput !== undefined) parts.set(hookKey, event.hookInput);
  for (const setting of settings) {
    const [first] = setting.path;
    const key = first !== undefined && 'key' in first ? first.key : undefined;
    const named = key !== undefined && (key === dataKey || key === hookKey);
    putAt(named ? parts : event.data, setting);
  }
  const data = dataKey === undefined ? event.data : objectAt(parts, dataKey);
  const hookInput = hookKey === undefined ? undefined : objectAt(parts, hookKey);
  return composer.compose(type, data ?? new Map(), {
    ...(hookInput && { hookInput }),
    ...(timeUs !== undefined && { timeUs }),
  });
}

function objectAt(parts: JsonObject, key: string): JsonObject | undefined {
  const value = parts.get(key);
  if (value === undefined || value instanceof Map) return value;
  throw new Fault({ code: 'bad-set', message: `expected a JSON object at ${key}`, flag: '--set' });
}

/** The object of a flag: typed, or in a file; undefined where it is not there or on standard input. */
function typedObject(name: Input, values: Values): JsonObject | undefined {
  const typed = values.text(name);
  if (typed === undefined || typed === '-') return undefined;
  return values.attempt(`--${name}`, () =>
    jsonObject(typed.startsWith('@') ? readTextFile(typed.slice(1)) : typed),
  );
}

function readTime(values: Values, nowUs: number): number | undefined {
  const zone = zoneOf(values);
  const text = values.text('time');
  if (text === undefined) return undefined;
  return values.attempt('--time', () => {
    const context = {
      nowUs,
      get zone() {
        return zone();
      },
    };
    const bound = parseTime(text, context);
    if (bound.kind === 'instant') return bound.us;
    const message = 'expected an instant: the edges of a log are no time of a new event';
    throw new Fault({ code: 'bad-time', message, span: whole(text) });
  });
}
