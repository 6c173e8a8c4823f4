/**
 * Answers a question: runs it, streams its rows or prints its report, then says its notes. Rooms that only an answer
 * needs are loaded here, so that help is quick. Faults of the question and bugs are thrown to `main.ts`.
 */
import type { Event } from '../model/event.ts';
import type { Note } from '../model/note.ts';
import type { Report } from '../model/report.ts';
import type { Listing, View } from '../render/view.ts';
import type { EventView, RunIo } from '../run/io.ts';
import type { Explanation } from '../run/run.ts';
import { breather } from '../scan/cut.ts';
import { EXIT, exitCode, planExitCode, unmet } from './check.ts';
import type { FollowWorld } from './followed.ts';
import type { Following } from './following.ts';
import { type Meter, meterOn } from './meter.ts';
import type { Output } from './output.ts';
import type { Question } from './question.ts';
import type { Wish } from './wish.ts';
import type { World } from './world.ts';

/** Where an answer goes. */
interface To {
  readonly world: World;
  readonly output: Output;
  readonly signal: AbortSignal;
  /** The answer ends by itself when it is interrupted, and is waited for. */
  linger(): void;
}

/** Writes the answer and its notes; the exit code that the answer has by itself. */
export async function answer(question: Question, to: To): Promise<number> {
  const { world, output, signal } = to;
  const { query, live } = question;
  if (live && query.ask.kind === 'metrics' && !question.explain) {
    const { followMetrics } = await import('./follow-metrics.ts');
    return followMetrics(question, query.ask, { ...to, live, view: await viewOf(question, world) });
  }
  if (question.replay && !question.explain) {
    to.linger();
    const { play } = await import('./play.ts');
    return play(question, question.replay, { ...to, say: (notes) => sayNotes(notes, question, to) });
  }
  const { run, explain } = await import('../run/run.ts');
  const view = await viewOf(question, world);
  const meter = await meterFor(question, world);
  const rows = rowWriter(question.query.ask.kind === 'list' ? await listingFor(view) : NO_ROWS, output);
  try {
    const { forMs } = question;
    const token = world.env.INQUEST_TOKEN;
    const io: RunIo & FollowWorld = {
      // A getter, for to look at standard input is to open it.
      get stdin() {
        return world.stdin;
      },
      view: shownBy(question),
      show: rows.show,
      ...(meter && { progress: meter.update }),
      ...(forMs !== undefined && { endMs: Date.now() + forMs }),
      ...(token && { token }),
      signal,
    };
    if (question.explain) {
      const explanation = await explain(question.query, io);
      await output.write([await planText(explanation, view)]);
      await output.flush();
      await sayNotes(explanation.notes, question, to);
      return planExitCode(explanation.notes, question.check);
    }
    const { following } = question;
    if (following && query.ask.kind === 'list') {
      to.linger();
      return await answerFollowed({ ...question, following }, { ...to, io, rows });
    }
    const report = await run(question.query, io);
    meter?.stop();
    if (signal.aborted) return EXIT.answered;
    if (report.report === 'list') await rows.end();
    else await writeParts(await reportParts(report, view), to);
    await output.flush();
    await sayNotes(report.notes, question, to);
    sayUnmet(report, question, to);
    return exitCode(report, question.check);
  } finally {
    meter?.stop();
  }
}

type Followed = Question & { readonly following: Following };

/** Shows what is there and what comes. Whoever interrupts gets a whole document too. */
async function answerFollowed(
  question: Followed,
  to: To & { readonly io: FollowWorld; readonly rows: RowWriter },
): Promise<number> {
  const { query, following, check } = question;
  const { world, output, signal, io, rows } = to;
  if (query.ask.kind !== 'list') throw new Error('only listings are followed');
  const { followed } = await import('./followed.ts');
  const say = (notes: readonly Note[]): Promise<void> => sayNotes(notes, question, to);
  const listed = { ...query, ask: query.ask };
  const end = await followed(listed, following, { io, to: { output, show: rows.show, say } });
  if (signal.aborted) {
    output.last(rows.last());
    return EXIT.answered;
  }
  if ('failed' in end) {
    world.stderr.write(`inquest: ${end.failed}\n`);
    return EXIT.outputFailed;
  }
  await rows.end();
  await output.flush();
  await say(end.notes);
  sayUnmet(end.report, question, to);
  return exitCode(end.report, check);
}

/** Events are decoded only where more than their own bytes is shown. */
function shownBy({ wish }: Question): EventView {
  const ownBytes = wish.format === 'raw' || wish.format === 'json' || wish.format === 'ndjson';
  return { decode: !ownBytes || wish.fields !== undefined, fields: wish.fields?.operands ?? [] };
}

async function viewOf({ wish, query }: Question, world: World): Promise<View> {
  const terminal = world.stdout.isTTY === true;
  const { ask } = query;
  return {
    format: wish.format,
    terminal,
    width: world.stdout.columns ?? 80,
    color: wish.format === 'table' && (await colored(wish, world, terminal)),
    get zone() {
      return query.zone;
    },
    ...(wish.fields && { fields: wish.fields.titles }),
    parts: wish.parts,
    provenance: wish.provenance,
    preferSummary: wish.preferSummary,
    context: ask.kind === 'list' && ask.context + ask.contextSession > 0,
  };
}

/** Only tables load the colours. */
async function colored(wish: Wish, world: World, terminal: boolean): Promise<boolean> {
  const { colorWanted } = await import('../render/colour.ts');
  return colorWanted(wish.color, world.env, terminal);
}

/** Progress is for a person who waits: standard error is a terminal on which no rows appear meanwhile. */
async function meterFor({ wish, query, explain }: Question, world: World): Promise<Meter | undefined> {
  const rowsThere = query.ask.kind === 'list' && world.stdout.isTTY === true;
  if (wish.quiet || explain || rowsThere || world.stderr.isTTY !== true) return undefined;
  const { progress } = await import('../render/progress.ts');
  return meterOn(world.stderr, progress);
}

/** Reports have none. */
const NO_ROWS: Listing = { head: () => '', rows: () => [], tail: () => '' };

/** Formats of own bytes load no table and no csv writer. */
async function listingFor(view: View): Promise<Listing> {
  if (view.format === 'raw' || view.format === 'json' || view.format === 'ndjson') {
    const { rawListing, jsonListing, ndjsonListing } = await import('../render/event-json.ts');
    if (view.format === 'raw') return rawListing(view);
    return view.format === 'json' ? jsonListing(view) : ndjsonListing(view);
  }
  const { listing } = await import('../render/listing.ts');
  return listing(view);
}

interface RowWriter {
  show(events: readonly Event[]): Promise<void>;
  end(): Promise<void>;
  /** What `end` would write. */
  last(): readonly string[];
}

/** The head is written with the first rows, so that a question that turns out faulty prints nothing. */
function rowWriter(listing: Listing, output: Output): RowWriter {
  let begun = false;
  let count = 0;
  const head = (): string => {
    const text = begun ? '' : listing.head();
    begun = true;
    return text;
  };
  return {
    async show(events) {
      if (events.length === 0) return;
      count += events.length;
      await output.write([head(), ...listing.rows(events)]);
    },
    end: () => output.write([head(), listing.tail(count)]),
    last: () => [head(), listing.tail(count)],
  };
}

/** A long report leaves room for interrupts, and ends with its reader. */
async function writeParts(
  parts: Iterable<string>,
  { output, signal }: { readonly output: Output; readonly signal: AbortSignal },
): Promise<void> {
  const breathe = breather();
  for (const part of parts) {
    await output.write([part]);
    await breathe();
    if (signal.aborted || output.state().kind !== 'open') return;
  }
}

async function reportParts(report: Report, view: View): Promise<Iterable<string>> {
  if (view.format === 'json') {
    // What an investigation pipes into jq loads no table.
    const { documentParts } = await import('../render/document.ts');
    return report.report === 'list' ? [] : documentParts(report);
  }
  const { reportParts: parts } = await import('../render/report.ts');
  return parts(report, view);
}

/** The plan for a person, or as data under `--format json`. Log names and values in it are made inert. */
async function planText({ query, plan, notes }: Explanation, view: View): Promise<string> {
  const [{ explainLines, explainJson }, { printPredicate }, { inert }, { document }, { lines }] =
    await Promise.all([
      import('../plan/explain.ts'),
      import('../query/print.ts'),
      import('../render/inert.ts'),
      import('../render/document.ts'),
      import('../render/json.ts'),
    ]);
  const where = printPredicate(query.where);
  if (view.format === 'json') return document({ ...explainJson(plan, where), notes });
  if (view.format === 'ndjson') return lines([{ ...explainJson(plan, where), notes }]);
  // Names before lines: a newline in a file's name must not look like a line of the plan.
  const sources = plan.sources.map((source) => ({ ...source, path: inert(source.path) }));
  return explainLines({ ...plan, sources }, inert(where))
    .split('\n')
    .map(inert)
    .join('\n');
}

/** Nothing is said of an answer that nobody took or that could not be written: `main.ts` has the last word then. */
async function sayNotes(
  notes: readonly Note[],
  { wish }: Question,
  { world, signal }: { readonly world: World; readonly signal: AbortSignal },
): Promise<void> {
  if (wish.quiet || notes.length === 0) return;
  const [{ noteText }, { palette, colorWanted }] = await Promise.all([
    import('../render/note.ts'),
    import('../render/colour.ts'),
  ]);
  if (signal.aborted) return;
  const colors = palette(colorWanted(wish.color, world.env, world.stderr.isTTY === true));
  world.stderr.write(notes.map((note) => noteText(note, colors)).join(''));
}

/** A check that failed says so, for its exit code alone is silent. */
function sayUnmet(
  report: Report,
  { wish, check }: Question,
  { world, signal }: { readonly world: World; readonly signal: AbortSignal },
): void {
  const text = unmet(report, check);
  if (text !== undefined && !wish.quiet && !signal.aborted) world.stderr.write(`${text}\n`);
}
