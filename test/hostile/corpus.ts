/** The hostile table: every line and log that must not crash, hide or change anything, and what each is. */
import { ENCODED_LINES, ENCODED_LOGS } from './encodings.ts';
import { FRAMINGS } from './framings.ts';
import { DUPLICATE_LINES, KEY_LINES } from './keys.ts';
import { NUMBER_LINES } from './numbers.ts';
import { type HostileLine, type HostileLog, line, lineOfBytes } from './row.ts';

const DEEPEST = 1000;

/** JSON and what is nearly JSON. */
const SYNTAX_LINES: readonly HostileLine[] = [
  line('empty', '', 'blank'),
  line('white-space', ' \t \v\f', 'blank'),
  line('object', '{}', 'event'),
  line('array', '[1,[],{}]', 'event'),
  line('string', '"s"', 'event'),
  line('number', '-12.5e+3', 'event'),
  line('true', 'true', 'event'),
  line('null', 'null', 'event'),
  line('all-escapes', '{"s":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E9"}', 'event'),
  line('long-string', `{"s":"${'x'.repeat(5000)}"}`, 'event'),
  line('brackets-in-string', `{"s":"${'[{'.repeat(1200)}"}`, 'event'),
  line('brackets-behind-a-quote', `{"s":"\\"${'['.repeat(1200)}"}`, 'event'),
  line('wide', `[${'0,'.repeat(2000)}0]`, 'event'),
  line('open-object', '{"a":1', 'torn'),
  line('open-key', '{"a', 'torn'),
  line('open-escape', '{"a":"\\u00', 'torn'),
  line('open-literal', '{"a":fals', 'torn'),
  line('open-number', '{"a":-', 'torn'),
  line('open-array', '[1,', 'torn'),
  line('glued', '{"a":1}{"a":2}', 'spliced'),
  line('glued-with-a-space', '{"a":1} {"a":2}', 'spliced'),
  line('glued-to-a-torn-one', '{"a":1,"b":"x{"a":2,"b":"y"}', 'spliced'),
  line('glued-inside-a-number', '{"timestamp": 17{"timestamp": 18, "event": "x"}', 'spliced'),
  line('glued-torn-twice', '{"a":tr{"a":fa', 'spliced'),
  line('glued-behind-a-colon', '{"a":{"a":2}', 'spliced'),
  line('glued-torn-behind-a-colon', '{"a":{"a":2', 'torn'),
  line('same-key-inside-is-not-glued', '{"a":{"a":1},,}', 'syntax'),
  line('closed-twice', '{"a":1}}', 'syntax'),
  line('words', 'not JSON at all', 'syntax'),
  line('syslog', '<34>Oct 11 22:14:15 host su: failed', 'syntax'),
  line('comment', '{"a":1} // one', 'syntax'),
  line('single-quotes', "{'a':1}", 'syntax'),
  line('bare-key', '{a:1}', 'syntax'),
  line('comma-at-the-end', '{"a":1,}', 'syntax'),
  line('comma-missing', '{"a":1 "b":2}', 'syntax'),
  line('colon-missing', '{"a" 1}', 'syntax'),
  line('leading-zero', '{"a":01}', 'syntax'),
  line('plus', '{"a":+1}', 'syntax'),
  line('point-at-the-end', '{"a":1.}', 'syntax'),
  line('hexadecimal', '{"a":0x10}', 'syntax'),
  line('undefined', '{"a":undefined}', 'syntax'),
  line('bad-escape', '{"a":"\\x41"}', 'syntax'),
  line('bad-unicode-escape', '{"a":"\\u00g0"}', 'syntax'),
  line('tab-in-string', '{"a":"\t"}', 'syntax'),
  line('wrong-bracket', '{"a":[1}', 'syntax'),
  line('prototype-of-python', "{'a': None, 'b': True}", 'syntax'),
  lineOfBytes('gzip', '\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03', 'not-utf8-text'),
  line('nuls', '\0'.repeat(512), 'not-utf8-text'),
  line('nuls-before-a-record', `${'\0'.repeat(8)}{"a":1}`, 'not-utf8-text'),
];

/** Depth, promises.md row 10; deeper ones are made where they are tested. */
const DEPTH_LINES: readonly HostileLine[] = [
  line('arrays-1000', nested('[', ']', DEEPEST), 'event'),
  line('arrays-1001', nested('[', ']', DEEPEST + 1), 'too-deep'),
  line('objects-1000', nested('{"a":', '}', DEEPEST), 'event'),
  line('objects-1001', nested('{"a":', '}', DEEPEST + 1), 'too-deep'),
  line('open-1000', '['.repeat(DEEPEST), 'torn'),
  line('open-1001', '['.repeat(DEEPEST + 1), 'too-deep'),
  line('many-shallow', `[${'[],'.repeat(2000)}[]]`, 'event'),
];

/** Lines by group. */
export const LINES: Readonly<Record<string, readonly HostileLine[]>> = {
  syntax: SYNTAX_LINES,
  depth: DEPTH_LINES,
  encodings: ENCODED_LINES,
  numbers: NUMBER_LINES,
  keys: [...KEY_LINES, ...DUPLICATE_LINES],
};

/** Every line of the table; an id is `group/name`. */
export const ALL_LINES: readonly HostileLine[] = Object.entries(LINES).flatMap(([group, lines]) =>
  lines.map((each) => ({ ...each, id: `${group}/${each.id}` })),
);

/** Every whole log of the table; an id is `group/name`. */
export const LOGS: readonly HostileLog[] = [
  ...ENCODED_LOGS.map((each) => ({ ...each, id: `encodings/${each.id}` })),
  ...FRAMINGS.map((each) => ({ ...each, id: `framings/${each.id}` })),
];

/** A value inside `depth` brackets: `[[0]]`. */
export function nested(open: string, close: string, depth: number): string {
  return `${open.repeat(depth)}0${close.repeat(depth)}`;
}
