/**
 * Plays events again: each batch when its time has come, to standard output or to a server, and says at the end what was
 * sent and what was not. An interrupt ends it between batches, and what was sent is said all the same.
 */
import type { Event } from '../model/event.ts';
import type { Note } from '../model/note.ts';
import type { Listing, Query } from '../model/query.ts';
import type { ListReport } from '../model/report.ts';
import { EXIT, exitCode } from './check.ts';
import type { Output } from './output.ts';
import type { Question } from './question.ts';
import type { Replay } from './replay.ts';
import type { World } from './world.ts';

interface To {
  readonly world: World;
  readonly output: Output;
  readonly signal: AbortSignal;
  say(notes: readonly Note[]): Promise<void>;
}

/** What became of the events. */
interface Played {
  sent: number;
  refused: number;
  /** Why the first of them was. */
  reason?: string;
  left: number;
  /** Why some are left: the server takes none, or is away. */
  why?: string;
  /** Requests that failed and were tried again. */
  failures: number;
}

type Send = (batch: readonly Event[]) => Promise<void>;

const REQUEST = { events: 500, bytes: 2 ** 19 };
const TIMEOUT_MS = 30_000;
/** Tries before anything was sent, for the address may be mistyped; and later. */
const TRIES = { first: 3, later: 12 };

/** The exit code: 4 where an event was not delivered. */
export async function play(question: Question, how: Replay, to: To): Promise<number> {
  const { output, signal } = to;
  const [{ replay }, { durationText }] = await Promise.all([
    import('../run/replay.ts'),
    import('../render/figure.ts'),
  ]);
  const silenceText = (ms: number): string =>
    `note: the next event comes in ${durationText(ms / 1000)}; --max-gap cuts silences short\n`;
  const played: Played = { sent: 0, refused: 0, left: 0, failures: 0 };
  const send =
    how.url === undefined
      ? writer(output, played)
      : await sender(how.url, how, { ...to, played, quiet: question.wish.quiet });
  const startMs = performance.now();
  const read = await reading(question, to);
  try {
    const onSilence = (ms: number): void => {
      if (!question.wish.quiet) to.world.stderr.write(silenceText(ms));
    };
    for await (const batch of replay(read.events, { ...how, signal, onSilence })) {
      await send(batch);
      if (played.why !== undefined || output.state().kind !== 'open') break;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  await output.flush();
  await tell(question, { played, seconds: (performance.now() - startMs) / 1000, how }, to);
  const report = read.report();
  if (report !== undefined) await to.say(report.notes);
  if (played.refused + played.left > 0) return EXIT.outputFailed;
  return report === undefined ? EXIT.answered : exitCode(report, question.check);
}

/** The events of the question, and its report once they are through. */
async function reading(
  { query }: Question,
  { world, signal }: To,
): Promise<{ readonly events: AsyncGenerator<Event>; report(): ListReport | undefined }> {
  const { events } = await import('../run/events.ts');
  const listed = events(query as Query & { readonly ask: Listing }, {
    get stdin() {
      return world.stdin;
    },
    view: { decode: false, fields: [] },
    signal,
  });
  let report: ListReport | undefined;
  async function* through(): AsyncGenerator<Event, void, undefined> {
    report = yield* listed;
  }
  return { events: through(), report: () => report };
}

/** Lines as they are; a line that lacks its ending gets one. */
function writer(output: Output, played: Played): Send {
  return async (batch) => {
    await output.write(batch.flatMap(({ row }) => [row.bytes, row.ending === '' ? '\n' : row.ending]));
    played.sent += batch.length;
  };
}

async function sender(
  url: string,
  { token }: Replay,
  { world, signal, played, quiet }: To & { readonly played: Played; readonly quiet: boolean },
): Promise<Send> {
  const [{ deliver }, { inert }] = await Promise.all([
    import('../net/deliver.ts'),
    import('../render/inert.ts'),
  ]);
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const target = { url, headers, timeoutMs: TIMEOUT_MS, signal };
  const onWait = ({ message, ms }: { readonly message: string; readonly ms: number }): void => {
    if (!quiet) world.stderr.write(`note: ${inert(message)}; another try in ${(ms / 1000).toFixed(1)} s\n`);
  };
  return async (batch) => {
    const lines = batch.map(({ row }) => Buffer.from(row.bytes).toString('utf8'));
    const tries = played.sent > 0 ? TRIES.later : TRIES.first;
    const done = await deliver(lines, { ...REQUEST, target, tries, onWait });
    played.sent += done.sent;
    played.refused += done.refused.length;
    played.left += done.left.length;
    played.failures += done.failures;
    const reason = played.reason ?? done.refused[0]?.message;
    if (reason !== undefined) played.reason = reason;
    if (done.why !== undefined) played.why = done.why;
  };
}

/** As a report with `--json`, else as a line on standard error. */
async function tell(
  { wish }: Question,
  { played, seconds, how }: { readonly played: Played; readonly seconds: number; readonly how: Replay },
  { world, output, signal }: To,
): Promise<void> {
  const { inert } = await import('../render/inert.ts');
  const { sent, refused, reason, left, why, failures } = played;
  if (wish.format === 'json' && how.url !== undefined) {
    const { document } = await import('../render/document.ts');
    const text = document({
      report: 'replay',
      version: 1,
      to: how.url,
      sent,
      refused,
      reason,
      left,
      why,
      failures,
      seconds,
    });
    if (signal.aborted) output.last([text]);
    else await output.write([text]);
    await output.flush();
  }
  const count = (n: number): string => `${n} ${n === 1 ? 'event' : 'events'}`;
  const said = [
    ...(refused > 0 ? [`error: ${count(refused)} refused: ${inert(reason ?? '')}`] : []),
    ...(why === undefined ? [] : [`error: ${count(left)}, and all after them, were not sent: ${inert(why)}`]),
    ...(wish.quiet || wish.format === 'json' ? [] : [`${count(sent)} sent in ${seconds.toFixed(1)} s`]),
  ];
  for (const line of said) world.stderr.write(`${line}\n`);
}
