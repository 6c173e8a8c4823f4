/**
 * The listed events: asks for pages as the list is scrolled and takes in what comes live.
 * Invariant: whatever is asked for belongs to the present selection and order; an answer that comes too late is dropped.
 */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import {
  countOf,
  lightened,
  missing,
  noPages,
  type Pages,
  refilled,
  withLive,
  withPage,
} from '../list/pages.ts';
import { selection, view } from './address.ts';
import type { AskedWrongly, EventsAnswer, Row } from './answers.ts';
import { ask, parameters, Refused } from './ask.ts';

const PAGE = 200;
/** Live rows that stand above the pages; past it the list begins anew, for it is its head that is looked at. */
const MOST_LIVE = 2000;
const ANEW_MS = 2000;

const list = signal<Pages>(noPages(true));
const busy = signal(false);
const problems = signal<readonly AskedWrongly[]>([]);
const pending = signal(0);
const calls = signal(0);
let current = new AbortController();
let asked = new Set<string>();
let begunAt = 0;
/** Rows that came while the first page was on its way; undefined at all other times. */
let late: Row[] | undefined;
/** What of each log the head of the list was read from, or its end where the oldest stand first; in bytes. */
let read: ReadonlyMap<string, number> = new Map();

export const pages: ReadonlySignal<Pages> = list;
export const isListing: ReadonlySignal<boolean> = busy;
export const listFaults: ReadonlySignal<readonly AskedWrongly[]> = problems;
/** Events that came while the head of the list was out of sight. */
export const unseen: ReadonlySignal<number> = pending;
/** Changes where the head was asked for. */
export const headCalls: ReadonlySignal<number> = calls;
export const hasMore: ReadonlySignal<boolean> = computed(() => list.value.next !== undefined);
/** The head of the list is in sight, so that what comes may move it. */
export const atHead: Signal<boolean> = signal(true);

/** Begins the list anew with its first page. What is shown stays until that is there; what comes live waits for it. */
export async function beginList(): Promise<void> {
  current.abort();
  current = new AbortController();
  asked = new Set();
  begunAt = performance.now();
  late = [];
  const newestFirst = view.peek().order === 'newest';
  const answer = await page(undefined);
  if (answer === undefined) return;
  const first = withPage(noPages(newestFirst), answer.events, {
    cursor: undefined,
    next: answer.next ?? undefined,
  });
  read = readOf(answer);
  list.value = withLive(first, unread(late ?? []));
  late = undefined;
  pending.value = 0;
}

/** Shows the head of the list as it is now. */
export function toHead(): void {
  calls.value++;
  void beginList();
}

/** Sees to it that the rows of this window are there, and the page behind it where the window nears the end. */
export function show(from: number, to: number): void {
  for (const cursor of missing(list.peek(), from, to)) void refill(cursor);
  if (to >= countOf(list.peek()) - PAGE / 2 && list.peek().next !== undefined) void next();
  const light = lightened(list.peek(), from, to);
  if (light !== list.peek()) list.value = light;
}

/** Takes in events that came live, the oldest first. */
export function listLive(rows: readonly Row[]): void {
  if (late !== undefined) {
    late.push(...rows);
    return;
  }
  const before = list.peek();
  if (!before.newestFirst && before.next !== undefined) return;
  if (before.newestFirst && !atHead.value) {
    pending.value += unread(rows).length;
    return;
  }
  const after = withLive(before, unread(rows));
  list.value = after;
  if (after.live.length > MOST_LIVE && performance.now() - begunAt > ANEW_MS) void beginList();
}

/** Those that the list was not read from. The others are in it or in pages to come, for the stream may lag behind it. */
function unread(rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ source, offset }) => offset >= (read.get(source) ?? 0));
}

function readOf({ sources }: EventsAnswer): ReadonlyMap<string, number> {
  return new Map(sources.map(({ path, bytes }) => [path, bytes ?? 0]));
}

async function next(): Promise<void> {
  const { next: cursor } = list.peek();
  if (cursor === undefined || asked.has(cursor)) return;
  const mine = current;
  const answer = await page(cursor);
  if (answer === undefined || mine !== current) return;
  // The oldest first: the end of the list is what was read last.
  if (!list.peek().newestFirst) read = readOf(answer);
  list.value = withPage(list.peek(), answer.events, { cursor, next: answer.next ?? undefined });
}

async function refill(cursor: string): Promise<void> {
  const mine = current;
  const answer = await page(cursor);
  asked.delete(cursor);
  if (answer !== undefined && mine === current) list.value = refilled(list.peek(), cursor, answer.events);
}

async function page(cursor: string | undefined): Promise<EventsAnswer | undefined> {
  const name = cursor ?? '';
  if (asked.has(name)) return undefined;
  asked.add(name);
  const mine = current;
  const query = parameters(selection.peek(), { limit: PAGE, order: view.peek().order, view: 'row' });
  if (cursor !== undefined) query.set('cursor', cursor);
  busy.value = true;
  try {
    const answer = await ask<EventsAnswer>('events', query, mine.signal);
    problems.value = [];
    return mine === current ? answer : undefined;
  } catch (error) {
    if (mine !== current) return undefined;
    asked.delete(name);
    if (!(error instanceof Refused)) throw error;
    problems.value = error.faults;
    return undefined;
  } finally {
    if (mine === current) busy.value = false;
  }
}
