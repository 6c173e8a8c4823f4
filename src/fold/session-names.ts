/**
 * Sessions that events name in two ways: by the full id, or by the hash that it begins with (join.ts). As events come in
 * their order, the names seen so far decide which id a hash stands for; the latest are remembered, so memory is bounded.
 */

export interface SessionNames {
  /** Takes note of the session of the next event. */
  see(session: string): void;
  /** What the session is called otherwise; undefined where it has no other name. */
  otherOf(session: string | undefined): string | undefined;
}

const REMEMBERED = 1 << 16;
const HASH = /^[0-9a-f]{8}/;
const NUMBER = /^[0-9]+$/;
const HASH_SIZE = 8;

interface Names {
  /** The hash itself was seen. */
  hashed: boolean;
  full: string | undefined;
  /** Several ids begin with the hash, so it stands for none of them. */
  many: boolean;
}

/** No names yet. */
export function makeSessionNames(): SessionNames {
  const byHash = new Map<string, Names>();
  let last: string | undefined;
  return {
    see(session) {
      if (session === last) return;
      last = session;
      if (!isForm(session)) return;
      const hash = session.slice(0, HASH_SIZE);
      const known = byHash.get(hash) ?? { hashed: false, full: undefined, many: false };
      byHash.set(hash, known);
      if (session.length === HASH_SIZE) known.hashed = true;
      else if (known.full === undefined) known.full = session;
      else if (known.full !== session) known.many = true;
      if (byHash.size > REMEMBERED) byHash.delete(byHash.keys().next().value!);
    },
    otherOf(session) {
      if (session === undefined || !isForm(session)) return undefined;
      const hash = session.slice(0, HASH_SIZE);
      const known = byHash.get(hash);
      if (known === undefined || known.many) return undefined;
      if (session.length === HASH_SIZE) return known.full;
      return known.hashed ? hash : undefined;
    },
  };
}

/** A hash, or an id that may begin with one; a longer number is another number. */
function isForm(session: string): boolean {
  return HASH.test(session) && !(session.length > HASH_SIZE && NUMBER.test(session));
}
