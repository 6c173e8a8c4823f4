/**
 * The canonical text of a JSON value: two values have the same one exactly when they are equal, key order aside, the last
 * of duplicate keys counting, numbers by value. Source: cli.md, query-set.
 */
import { asBuffer, eachElement, eachMember, skipSpace, skipValue, stringText } from './json.ts';
import { canonicalDecimal } from './number.ts';

/** The canonical text of the valid JSON text that begins in `bytes` at `from`. */
export function canonicalJson(bytes: Uint8Array, from = 0): string {
  const at = skipSpace(bytes, from);
  return canonical(bytes, at, skipValue(bytes, at));
}

function canonical(bytes: Uint8Array, from: number, to: number): string {
  switch (bytes[from]) {
    case 0x7b:
      return canonicalObject(bytes, from);
    case 0x5b: {
      const parts: string[] = [];
      eachElement(bytes, from, (at, end) => parts.push(canonical(bytes, at, end)));
      return `[${parts.join(',')}]`;
    }
    case 0x22:
      return JSON.stringify(stringText(bytes, from, to));
    case 0x74:
      return 'true';
    case 0x66:
      return 'false';
    case 0x6e:
      return 'null';
    default:
      return canonicalDecimal(asBuffer(bytes).latin1Slice(from, to).trim());
  }
}

function canonicalObject(bytes: Uint8Array, from: number): string {
  const members = new Map<string, string>();
  eachMember(bytes, from, (keyFrom, keyTo, at, end) => {
    members.set(stringText(bytes, keyFrom, keyTo), canonical(bytes, at, end));
  });
  const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
}
