/** Keys, promises.md row 9: 24 that are data and nothing else, and the 4 forms of duplicate keys of row 8. */
import { type HostileLine, line } from './row.ts';

export const KEYS: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'valueOf',
  '__defineGetter__',
  'length',
  'then',
  'toJSON',
  '0',
  '-1',
  '',
  ' ',
  'a.b',
  'a[0]',
  '[*]',
  '@type',
  'quote"back\\slash/',
  'nul\0new\nline',
  '\u2028\u202e',
  'é\u0301😀',
  '\ud800',
  'k'.repeat(10_000),
];

/** `{KEY:1,"in":{KEY:"deep"},"event":KEY,"session_id":KEY}`: the key as key, nested, as type and as session. */
export const KEY_LINES: readonly HostileLine[] = KEYS.map((key) => {
  const text = JSON.stringify(key);
  return line(nameOf(key), `{${text}:1,"in":{${text}:"deep"},"event":${text},"session_id":${text}}`, 'event');
});

/** The last one wins: at the path `a.b` there is 1. */
export const DUPLICATE_LINES: readonly HostileLine[] = [
  line('duplicate-scalar', '{"a":{"b":2,"b":1}}', 'event'),
  line('duplicate-spelled-otherwise', '{"a":{"b":2,"\\u0062":1}}', 'event'),
  line('duplicate-object', '{"a":{"b":2,"c":3},"a":{"b":1}}', 'event'),
  line('duplicate-of-another-kind', '{"a":[{"b":2}],"a":null,"a":{"b":1}}', 'event'),
];

function nameOf(key: string): string {
  return key.length > 100 ? `${key.length}-characters` : JSON.stringify(key);
}
