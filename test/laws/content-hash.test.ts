/** Values that are equal (canonical.ts) have equal hashes, however they are written. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/base/canonical.ts';
import { contentHash } from '../../src/base/content-hash.ts';

/** Another spelling of the same value: members shuffled, numbers, strings and white space written differently. */
function respell(value: unknown, pick: () => number): string {
  const space = () => ' '.repeat(pick() % 3);
  if (Array.isArray(value))
    return `[${value.map((one) => space() + respell(one, pick)).join(',')}${space()}]`;
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 1e15 ? respellInteger(value, pick) : String(value);
  if (typeof value === 'string') return respellString(value, pick);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(() => (pick() % 2) - 0.5);
  const texts = members.map(
    ([key, one]) => `${space()}${respellString(key, pick)}:${space()}${respell(one, pick)}`,
  );
  if (members.length > 0 && pick() % 3 === 0) texts.unshift(`${JSON.stringify(members[0]![0])}: "earlier"`);
  return `{${texts.join(',')}}`;
}

function respellInteger(value: number, pick: () => number): string {
  const text = Object.is(value, -0) ? '0' : String(value);
  return [text, `${text}.0`, `${text}e0`, `${text}.000E+0`][pick() % 4]!;
}

function respellString(text: string, pick: () => number): string {
  const json = JSON.stringify(text);
  return pick() % 2 === 0
    ? json
    : json.replace(/[a-z]/g, (c) => (pick() % 4 === 0 ? `\\u00${c.charCodeAt(0).toString(16)}` : c));
}

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'utf8');

describe('contentHash', () => {
  it('is equal for equal values', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.infiniteStream(fc.nat(1000)), (value, stream) => {
        const pick = () => stream.next().value as number;
        const [a, b] = [bytesOf(JSON.stringify(value)), bytesOf(respell(value, pick))];
        expect(canonicalJson(b)).toBe(canonicalJson(a));
        expect(contentHash(b)).toBe(contentHash(a));
      }),
      { numRuns: 2000 },
    );
  });

  it('tells most values apart', () => {
    const hashes = new Set<number>();
    for (let n = 0; n < 20_000; n++)
      hashes.add(contentHash(bytesOf(`{"n":${n},"s":"${n % 7}","o":{"k":[${n % 3}]}}`)));
    expect(hashes.size).toBeGreaterThan(19_900);
  });
});
