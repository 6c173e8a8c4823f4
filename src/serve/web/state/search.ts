/**
 * The search box: what is typed, what the server says of it, and what it proposes.
 * Invariant: only an expression that the server reads becomes part of the view.
 */
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { pathsOf } from '../detail/json-text.ts';
import { type Completion, completionAt, type Seen } from '../search/completion.ts';
import { go, selection, view } from './address.ts';
import type { AskedWrongly } from './answers.ts';
import { ask, parameters, Refused } from './ask.ts';
import { chosen } from './chosen.ts';
import { facetShown } from './overview.ts';
import { FACETS } from './view.ts';

const CHECK_MS = 250;
/** So many events tell what paths there are. */
const SAMPLE = 20;

const text = signal(view.peek().where);
const faults = signal<readonly AskedWrongly[]>([]);
const samplePaths = signal<readonly string[]>([]);
const sampledFor = signal<string | undefined>(undefined);
let checking = new AbortController();

export const typed: ReadonlySignal<string> = text;
export const whereFaults: ReadonlySignal<readonly AskedWrongly[]> = faults;
/** What is typed is not what is shown. */
export const isPending: ReadonlySignal<boolean> = computed(
  () => text.value.trim() !== view.value.where.trim(),
);

const seen: ReadonlySignal<Seen> = computed(() => {
  const own = chosen.value.value;
  const paths = own === undefined ? [] : pathsOf(JSON.parse(own.json));
  const values = new Map(
    FACETS.map((facet) => [`@${facet}`, facetShown(facet).values.map(({ value }) => value)]),
  );
  return { paths: [...new Set([...paths, ...samplePaths.value])], values };
});

/** Takes a change of the box. The server is asked about it when the typing rests. */
export function type(next: string): void {
  text.value = next;
  checking.abort();
  checking = new AbortController();
  const mine = checking;
  if (next.trim() === '') {
    faults.value = [];
    return;
  }
  setTimeout(() => {
    if (!mine.signal.aborted) void check(next, mine.signal);
  }, CHECK_MS);
}

/** Shows what is typed, where the server reads it; resolves to whether it does. */
export async function apply(): Promise<boolean> {
  const wanted = text.peek().trim();
  checking.abort();
  checking = new AbortController();
  if (wanted !== '' && !(await check(wanted, checking.signal))) return false;
  if (text.peek().trim() === wanted) go({ where: wanted });
  return true;
}

/** Types an expression and shows it. */
export function search(where: string): void {
  text.value = where;
  void apply();
}

/** Back to what is shown. */
export function restore(): void {
  type(view.peek().where);
}

/** Proposals at the caret. */
export function proposals(caret: number): Completion {
  return completionAt(text.value, caret, seen.value);
}

/** Looks at a few events of the selection, for their paths; once a selection, and only when somebody types. */
export async function sample(): Promise<void> {
  const wanted = selection.peek();
  if (sampledFor.peek() === wanted) return;
  sampledFor.value = wanted;
  try {
    const query = parameters(wanted, { limit: SAMPLE });
    const answer = await ask<{ events: readonly { event: unknown }[] }>(
      'events',
      query,
      new AbortController().signal,
    );
    samplePaths.value = [...new Set(answer.events.flatMap(({ event }) => pathsOf(event)))].sort();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
}

/** Follows the view: going back types what was searched then. */
export function followSearch(): void {
  const shown = computed(() => view.value.where);
  effect(() => {
    if (shown.value !== text.peek().trim()) type(shown.value);
  });
  if (text.peek() !== '') type(text.peek());
}

async function check(where: string, signal: AbortSignal): Promise<boolean> {
  try {
    await ask('where', new URLSearchParams({ where }), signal);
    faults.value = [];
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    if (!(error instanceof Refused)) throw error;
    faults.value = error.faults;
    return false;
  }
}
