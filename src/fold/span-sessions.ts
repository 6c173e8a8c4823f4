/** Sessions of records: where an event carries only the hash of its session, its keys are those of the full id. */
import { joinHashes } from './join.ts';
import type { SpanRecord } from './span-records.ts';

/** The records with full ids, in their order. */
export function withFullSessions(records: readonly SpanRecord[]): readonly SpanRecord[] {
  const full = joinHashes(new Set(records.flatMap(({ session }) => session ?? [])));
  if (full.size === 0) return records;
  return records.map((record) => {
    const { session: hash } = record;
    const id = hash === null ? undefined : full.get(hash);
    if (hash === null || id === undefined) return record;
    const swap = (key: string): string => swapped(key, hash, id);
    return {
      ...record,
      session: id,
      keys: record.keys.map((key) => (key === null ? null : swap(key))),
      label: record.label === hash ? id : record.label,
      by: record.by.map(swap),
      home: record.home === null ? null : swap(record.home),
    };
  });
}

/** A key is one text behind a quote, or a list of texts (span-texts.ts). */
function swapped(key: string, hash: string, id: string): string {
  if (key === `"${hash}`) return `"${id}`;
  if (!key.startsWith('[')) return key;
  const parts = JSON.parse(key) as readonly (string | null)[];
  return JSON.stringify(parts.map((part) => (part === hash ? id : part)));
}
