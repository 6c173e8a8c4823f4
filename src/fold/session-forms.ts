/**
 * Sessions that events name in two ways: by the full id, or by the hash that it begins with (join.ts). As records come in
 * their order, the forms seen so far decide which id a hash stands for; the latest are remembered, so memory is bounded.
 */
import type { Ref } from '../model/report.ts';
import { wider } from './byte-texts.ts';
import { swapped } from './span-keys.ts';
import type { TextPool } from './text-pool.ts';

/** Forms that are remembered, in the order in which they were first seen. */
const REMEMBERED = 1 << 16;
const UNSEEN = -2;
const NONE = -1;
const HASH = /^[0-9a-f]{8}/;
const NUMBER = /^[0-9]+$/;
const HASH_SIZE = 8;

interface Form {
  hash: number;
  full: number;
  /** Several ids begin with the hash, so it stands for none of them. */
  many: boolean;
}

/** A class, for it holds what was seen. */
export class SessionForms {
  private readonly texts: TextPool;
  /** In the order in which they were first seen. */
  private readonly forms = new Map<string, Form>();
  /** By code what `see` gives, a cache; `UNSEEN` where the forms are to be asked. */
  private others: Int32Array = new Int32Array(1024).fill(UNSEEN);

  constructor(texts: TextPool) {
    this.texts = texts;
  }

  /** Takes note of the session of the next record; the code of its other form, -1 where it has none. */
  see(code: number): number {
    if (code < 0) return NONE;
    if (code >= this.others.length) this.others = wider(this.others, new Int32Array(code * 2).fill(UNSEEN));
    const known = this.others[code]!;
    return known === UNSEEN ? this.look(code) : known;
  }

  /** The full id that a session's text stands for; the text where it is no hash of one. */
  fullOf(text: string): string {
    const form = text.length === HASH_SIZE ? this.forms.get(text) : undefined;
    return form === undefined || form.many || form.full < 0 ? text : this.texts.name(form.full);
  }

  /** The citation with its session's full id. */
  fullRef(ref: Ref): Ref {
    const full = ref.session === undefined ? undefined : this.fullOf(ref.session);
    return full === ref.session || full === undefined ? ref : { ...ref, session: full };
  }

  /** Calls back for each code of a text that is remembered. */
  eachText(use: (code: number) => void): void {
    for (const { hash, full } of this.forms.values()) {
      use(hash);
      use(full);
    }
  }

  /** Codes may mean other texts from now on, save those that are remembered. */
  forget(): void {
    this.others.fill(UNSEEN);
  }

  private look(code: number): number {
    const { others } = this;
    const text = this.texts.text(code);
    if (!HASH.test(text) || (text.length > HASH_SIZE && NUMBER.test(text))) {
      others[code] = NONE;
      return NONE;
    }
    const form = this.formOf(text.slice(0, HASH_SIZE));
    if (text.length === HASH_SIZE) form.hash = code;
    else if (form.full < 0) form.full = code;
    else if (form.full !== code) form.many = true;
    const { hash, full, many } = form;
    // Of a hash that stands for none the forms are asked each time.
    if (hash >= 0) others[hash] = many ? UNSEEN : full;
    if (full >= 0) others[full] = many ? UNSEEN : hash;
    if (many) return NONE;
    return code === hash ? full : hash;
  }

  private formOf(hash: string): Form {
    let form = this.forms.get(hash);
    if (form !== undefined) return form;
    form = { hash: NONE, full: NONE, many: false };
    this.forms.set(hash, form);
    if (this.forms.size > REMEMBERED) {
      const [oldest, { hash: first, full }] = this.forms.entries().next().value!;
      this.forms.delete(oldest);
      for (const code of [first, full]) if (code >= 0) this.others[code] = UNSEEN;
    }
    return form;
  }
}

/** Keys with their session said in its other form, made when one is first asked for. */
export class KeyForms {
  private readonly texts: TextPool;
  private readonly others = new Map<number, number>();
  private session = -1;
  private other = -1;

  constructor(texts: TextPool) {
    this.texts = texts;
  }

  /** The session of the next record and its other form, -1 where it has none. */
  turn(session: number, other: number): void {
    this.session = session;
    this.other = other;
  }

  /** The key in the other form; -1 where there is none. */
  of(key: number): number {
    if (this.other < 0 || key < 0) return -1;
    let found = this.others.get(key);
    if (found === undefined) {
      const { texts } = this;
      const bytes = swapped(texts.bytesOf(key), texts.text(this.session), texts.text(this.other));
      found = bytes === undefined ? -1 : texts.add(bytes, 0, bytes.length);
      this.others.set(key, found);
    }
    return found;
  }

  /** Codes may mean other texts from now on. */
  forget(): void {
    this.others.clear();
  }
}
