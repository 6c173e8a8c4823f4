/**
 * A 32-bit hash of what a JSON value says. Law: values with the same canonical text (canonical.ts) have the same hash.
 * Members of an object are added up, so their order does not matter; nothing is decoded that need not be.
 */
import { asBuffer, eachElement, eachMember, skipSpace, skipValue, stringText } from './json.ts';

/** The hash of the valid JSON text that begins in `bytes` at `from`. */
export function contentHash(bytes: Uint8Array, from = 0): number {
  const at = skipSpace(bytes, from);
  return hashValue(bytes, at, skipValue(bytes, at)) >>> 0;
}

function hashValue(bytes: Uint8Array, from: number, to: number): number {
  switch (bytes[from]) {
    case 0x7b:
      return hashObject(bytes, from);
    case 0x5b: {
      let hash = ARRAY;
      eachElement(bytes, from, (at, end) => {
        hash = mix(hash, hashValue(bytes, at, end));
      });
      return hash;
    }
    case 0x22:
      return hashString(bytes, from, to);
    case 0x74:
      return TRUE;
    case 0x66:
      return FALSE;
    case 0x6e:
      return NULL;
    default:
      return hashNumber(Number(asBuffer(bytes).latin1Slice(from, to)));
  }
}

const ARRAY = 0x2545f491;
const OBJECT = 0x7f4a7c15;
const TRUE = 0x1b873593;
const FALSE = 0x52dce729;
const NULL = 0x38b34ae5;

interface Member {
  readonly keyFrom: number;
  readonly keyTo: number;
  readonly keyHash: number;
  readonly hash: number;
}

function hashObject(bytes: Uint8Array, from: number): number {
  const members: Member[] = [];
  let hash = OBJECT;
  eachMember(bytes, from, (keyFrom, keyTo, at, end) => {
    const keyHash = hashString(bytes, keyFrom, keyTo);
    const member = { keyFrom, keyTo, keyHash, hash: mix(keyHash, hashValue(bytes, at, end)) };
    // The last of duplicate keys counts: what an earlier one added is taken back.
    for (let i = 0; i < members.length; i++) {
      const other = members[i]!;
      if (other.keyHash !== keyHash || !sameString(bytes, other, member)) continue;
      hash = (hash - other.hash) | 0;
      members.splice(i, 1);
      break;
    }
    members.push(member);
    hash = (hash + member.hash) | 0;
  });
  return mix(OBJECT, hash);
}

function sameString(bytes: Uint8Array, a: Member, b: Member): boolean {
  return stringText(bytes, a.keyFrom, a.keyTo) === stringText(bytes, b.keyFrom, b.keyTo);
}

/** Over the UTF-8 bytes of the string's content, escapes or not (FNV-1a). */
function hashString(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from + 1; i < to - 1; i++) {
    const c = bytes[i]!;
    // A lone surrogate or a bad byte has no UTF-8 of its own, so such strings go by their decoded text.
    if (c === 0x5c || c > 0x7f) return hashText(stringText(bytes, from, to));
    hash = Math.imul(hash ^ c, 0x01000193);
  }
  return hash;
}

/** As `hashString` where all is ASCII. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

const DOUBLE = new Float64Array(1);
const WORDS = new Int32Array(DOUBLE.buffer);

/** Equal numbers have equal doubles; adding zero makes one of the two zeros. */
function hashNumber(value: number): number {
  DOUBLE[0] = value + 0;
  return mix(WORDS[0]!, WORDS[1]!);
}

function mix(a: number, b: number): number {
  let hash = Math.imul(a ^ Math.imul(b, 0x85ebca6b), 0xc2b2ae35);
  hash ^= hash >>> 15;
  return (Math.imul(hash, 0x27d4eb2f) ^ (hash >>> 13)) | 0;
}
