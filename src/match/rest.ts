/** The rest of an event as `path=value`: its leaves, most telling first. Source: cli.md, Output. */
import { asBuffer, eachMember, jsonText, skipValue, stringText } from '../base/json.ts';
import { type Path, printPath } from '../base/path.ts';
import type { Value } from '../model/event.ts';

/** The leaves of the object at `at`, without those at `shown` paths, empty containers and nulls. */
export function restOf(
  bytes: Uint8Array,
  at: number,
  shown: readonly Path[],
): readonly (readonly [string, Value])[] {
  if (bytes[at] !== 0x7b) return [['value', leaf(bytes, at, skipValue(bytes, at))]];
  const hidden = new Set(shown.map(printPath));
  const leaves: { path: string; value: Value; rank: number }[] = [];
  collect({ bytes, hidden, leaves }, at, []);
  leaves.sort((a, b) => a.rank - b.rank);
  return leaves.map(({ path, value }) => [path, value] as const);
}

interface Collecting {
  readonly bytes: Uint8Array;
  readonly hidden: ReadonlySet<string>;
  readonly leaves: { path: string; value: Value; rank: number }[];
}

function collect(into: Collecting, at: number, above: Path): void {
  const { bytes, hidden, leaves } = into;
  eachMember(bytes, at, (keyFrom, keyTo, from, to) => {
    const key = stringText(bytes, keyFrom, keyTo);
    const path: Path = [...above, key.includes('.') ? { key, quoted: true } : { key }];
    const first = bytes[from];
    if (first === 0x7b && path.length < MAX_PATH) return collect(into, from, path);
    if (first === 0x6e || isEmpty(bytes, from, to)) return;
    const text = printPath(path);
    if (!hidden.has(text))
      leaves.push({ path: text, value: leaf(bytes, from, to), rank: rankOf(key, path.length) });
  });
}

/** Objects deeper than this are shown as JSON. */
const MAX_PATH = 6;

const TELLING: readonly RegExp[] = [
  /^(?:error|err|exception|reason|failure_\w+|abort_reason|message|msg)$/i,
  /^(?:status|success|result|exit_code|verb|action|level|lvl|severity|alert|signature)$/i,
  /^(?:command|tool|tool_name|name|path|file|file_path|url|uri|agent|user|username|prompt|delta|cycle|argv)$/i,
];
const DULL = /^(?:breadcrumb|schema|redaction|hook_input|ver|version|id|.*_id|.*_?uuid|.*[iI][dD]|.*hash)$/;

function rankOf(key: string, depth: number): number {
  if (DULL.test(key)) return 9;
  const telling = TELLING.findIndex((words) => words.test(key));
  return telling >= 0 ? telling : 2 + depth;
}

function isEmpty(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from > 16) return false;
  return /^(?:\{\s*\}|\[\s*\]|"")$/.test(asBuffer(bytes).latin1Slice(from, to));
}

function leaf(bytes: Uint8Array, from: number, to: number): Value {
  const first = bytes[from];
  const json = jsonText(bytes, from, to);
  if (first === 0x22) return { kind: 'string', json, text: stringText(bytes, from, to) };
  if (first === 0x5b) return { kind: 'array', json, text: json };
  if (first === 0x7b) return { kind: 'object', json, text: json };
  return { kind: first === 0x74 || first === 0x66 ? 'boolean' : 'number', json, text: json };
}
