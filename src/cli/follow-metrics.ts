/**
 * `metrics --follow`: events are taken in as they come, and the windows that end now are shown every interval: on a screen
 * of its own where standard output is a terminal, else as one line or one JSON document each time.
 */
import { epochSeconds, formatUtc } from '../base/instant.ts';
import type { MetricsBody } from '../model/metrics.ts';
import type { Note } from '../model/note.ts';
import type { Ask, Listing, Query } from '../model/query.ts';
import type { View } from '../render/view.ts';
import type { LiveMetrics } from '../run/metrics.ts';
import { EXIT, exitCode } from './check.ts';
import type { Live } from './live.ts';
import type { Output } from './output.ts';
import type { Question } from './question.ts';
import { Screen } from './screen.ts';
import type { World } from './world.ts';

interface Way {
  readonly world: World;
  readonly output: Output;
  readonly signal: AbortSignal;
  readonly view: View;
  readonly live: Live;
}

type MetricsAsk = Extract<Ask, { kind: 'metrics' }>;

/** Shows metrics until the signal, `--for`, or the end of standard input. */
export async function followMetrics(question: Question, ask: MetricsAsk, way: Way): Promise<number> {
  const { world, signal, live } = way;
  const [{ follow }, { liveMetrics }] = await Promise.all([
    import('../run/follow.ts'),
    import('../run/metrics.ts'),
  ]);
  const { query } = question;
  const metrics = liveMetrics({ windowsUs: ask.windowsUs, reader: query.reader });
  const shower = await showerFor(question, metrics, way);
  const timer = setInterval(() => void shower.show(), live.intervalMs);
  signal.addEventListener('abort', shower.leave);
  try {
    const events = follow(listed(query), {
      // A getter, for to look at standard input is to open it.
      get stdin() {
        return world.stdin;
      },
      view: { decode: false, fields: [] },
      signal,
      ...(live.forMs !== undefined && { endMs: Date.now() + live.forMs }),
    });
    for (;;) {
      const next = await events.next();
      if (next.done) {
        await shower.show();
        shower.leave();
        return signal.aborted ? EXIT.answered : exitCode(next.value, question.check);
      }
      if (next.value.kind === 'events') for (const event of next.value.events) metrics.take(event);
      if (next.value.kind === 'note') await shower.say(next.value.note);
      if (next.value.kind === 'caught-up') await shower.begin();
    }
  } finally {
    clearInterval(timer);
    signal.removeEventListener('abort', shower.leave);
    shower.leave();
  }
}

/** Everything that is there and that comes, with the question's own conditions. */
function listed(query: Query): Query & { readonly ask: Listing } {
  const ask = { kind: 'list', sort: 'file', reverse: false, distinct: false } as const;
  return { ...query, ask: { ...ask, context: 0, contextSession: 0 } };
}

/** Who shows the windows. `show` does nothing while the one before is still being written. */
interface Shower {
  /** All that was there is taken in. */
  begin(): Promise<void>;
  show(): Promise<void>;
  say(note: Note): Promise<void>;
  leave(this: void): void;
}

async function showerFor(question: Question, metrics: LiveMetrics, way: Way): Promise<Shower> {
  const { world, view } = way;
  const onScreen = view.format === 'table' && view.terminal && world.env.TERM !== 'dumb';
  return onScreen ? screenShower(question, metrics, way) : lineShower(question, metrics, way);
}

async function screenShower(question: Question, metrics: LiveMetrics, way: Way): Promise<Shower> {
  const { metricsScreen } = await import('../render/live-metrics.ts');
  const { noteText } = await import('../render/note.ts');
  const { palette } = await import('../render/colour.ts');
  const names = question.query.logs.map(({ path }) => path);
  let said: string | undefined;
  const draw = (): void => {
    const view: View = { ...way.view, width: screen.width };
    const { height } = screen;
    screen.draw(metricsScreen(bodyOf(metrics), view, { height, names, ...(said !== undefined && { said }) }));
  };
  const screen = new Screen(way.world.stdout, draw);
  const show = async (): Promise<void> => draw();
  draw();
  return {
    begin: show,
    show,
    async say(note) {
      if (!question.wish.quiet) said = noteText(note, palette(false)).trimEnd();
    },
    leave: () => screen.leave(),
  };
}

async function lineShower(question: Question, metrics: LiveMetrics, way: Way): Promise<Shower> {
  const { output, signal, view, world } = way;
  const [{ metricsJson, metricsLine }, { noteText }, { palette, colorWanted }] = await Promise.all([
    import('../render/live-metrics.ts'),
    import('../render/note.ts'),
    import('../render/colour.ts'),
  ]);
  let begun = false;
  let writing = false;
  const show = async (): Promise<void> => {
    if (!begun || writing || signal.aborted) return;
    writing = true;
    const body = bodyOf(metrics);
    await output.write([view.format === 'table' ? metricsLine(body, view) : metricsJson(body)]);
    writing = false;
  };
  return {
    async begin() {
      if (begun) return;
      begun = true;
      await show();
    },
    show,
    async say(note) {
      const colors = palette(colorWanted(question.wish.color, world.env, world.stderr.isTTY === true));
      if (!question.wish.quiet && !signal.aborted) world.stderr.write(noteText(note, colors));
    },
    leave: () => {},
  };
}

function bodyOf(metrics: LiveMetrics): MetricsBody {
  const windows = metrics.windowsUs.map((windowUs) => metrics.snapshot(windowUs));
  const atUs = Math.round((windows[0]?.to_epoch ?? 0) * 1e6);
  return { at: formatUtc(atUs), at_epoch: epochSeconds(atUs), totals: metrics.totals(), windows };
}
