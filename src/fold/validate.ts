/**
 * Is a log well formed: what is wrong with its lines, by code, each with its first places.
 *
 * Invariants: every listed line is looked at, damaged ones too, which no selection holds; the plan has no needles. A line
 * that fits no dialect is held against its log's own where it bears that dialect's type, else it is of another dialect.
 */
import { formatDuration } from '../base/duration.ts';
import { DAMAGE, LINE_EVENT } from '../model/batch.ts';
import type { Note } from '../model/note.ts';
import {
  FINDING_CODES,
  FINDING_LEVELS,
  type Finding,
  type FindingCode,
  type ValidateBody,
  type ValidateSpec,
} from '../model/validate.ts';
import { textsOf, timesOf } from './columns.ts';
import { messageOf } from './finding-message.ts';
import { detailsNote, type Findings, listFindings, mergeFindings, record, withSpots } from './findings.ts';
import type { ConsumeContext, Consumer, FinishContext, Fold, ValidateAnswer } from './fold.ts';
import { type JsonWalk, makeJsonWalk } from './json-walk.ts';
import {
  holdRules,
  isTimeless,
  pathsOf,
  type Rules,
  rulesOf,
  type Tell,
  timeDetail,
  typeText,
} from './rules.ts';
import { consumeAll } from './span-consume.ts';
import { spanFindings } from './span-findings.ts';
import {
  buffersOf,
  layoutOf,
  mergeSpanRecords,
  newSpanRecords,
  type SpanRecords,
  trimmedRecords,
  weightOf,
} from './span-pack.ts';
import { makeRecorder } from './span-recorder.ts';
import { edgeSpots, follow, type Trail, trailOf } from './trail.ts';

/** Plain data. */
export interface ValidatePartial {
  events: number;
  lines: number;
  readonly findings: Findings;
  readonly trails: Trail[];
  /** Starts and ends, which are no more there once they are paired. */
  records: SpanRecords;
}

/** What a line is held against. */
interface Held {
  readonly walk: JsonWalk;
  readonly rules: ReadonlyMap<string, Rules>;
  readonly nowUs: number;
}

/** What is known of one event. */
interface Seen {
  readonly us: number;
  /** Name of its dialect, and of its log's. */
  readonly dialect: string;
  readonly own: string;
}

/** Clocks differ by less. */
const SLACK_US = 5 * 60e6;
/** The dialect of lines that fit none. */
const GENERIC = 'generic';
const EMPTY_LOG = 'empty-log';
const EMPTY_PLACES = 5;

/** A fold that wants every batch, also those of which no line is selected. Times are in microseconds. */
export function validateFold(spec: ValidateSpec): Fold<ValidatePartial, ValidateAnswer> {
  const asked = askedCodes(spec);
  const owns = new Map(spec.logs);
  const walk = makeJsonWalk(spec.requirements.flatMap(pathsOf));
  const rules = new Map(spec.requirements.map((one) => [one.name, rulesOf(one)]));
  const held: Held = { walk, rules, nowUs: spec.nowUs };
  const pairing = asked.has('span-open') || asked.has('span-orphan') ? spec.spans : undefined;
  const recorder = pairing && makeRecorder({ ...spec, ...pairing, texts: false });
  const layout = layoutOf(pairing?.pairs ?? []);
  const merge = (a: ValidatePartial, b: ValidatePartial): ValidatePartial => {
    a.events += b.events;
    a.lines += b.lines;
    mergeFindings(a.findings, b.findings, spec.cap);
    for (const trail of b.trails) a.trails.push(trail);
    mergeSpanRecords(a.records, b.records);
    return a;
  };
  const init = (): ValidatePartial => ({
    events: 0,
    lines: 0,
    findings: new Map(),
    trails: [],
    records: newSpanRecords(),
  });
  const packed = (partial: ValidatePartial): ReturnType<NonNullable<Fold<ValidatePartial>['packed']>> => {
    const records = trimmedRecords(partial.records, layout);
    return { partial: { ...partial, records }, buffers: buffersOf(records) };
  };
  const consumer = (context: ConsumeContext): Consumer<ValidatePartial, ValidateAnswer> => {
    const { pairs = [], cap: open = 0 } = pairing ?? {};
    const spans = spanFindings({ pairs, session: spec.session, open, cap: spec.cap }, context);
    let merged = init();
    return {
      take(partial) {
        spans.pairer.take(partial.records);
        merged = merge(merged, { ...partial, records: newSpanRecords() });
      },
      endLog: (log) => spans.pairer.endLog(log),
      finish(finishing) {
        spans.pairer.finish();
        // Logs may have been taken in turns.
        merged.trails.sort((a, b) => a.shard - b.shard);
        for (const [code, found] of spans.findings) if (asked.has(code)) merged.findings.set(code, found);
        return answer(merged, spec, { asked, context: finishing, notes: spans.notes() });
      },
    };
  };
  return {
    whole: true,
    init,
    step(partial, batch, selection, count) {
      recorder?.(partial.records, batch, { selection, count });
      const times = timesOf(batch, spec.time);
      const dialects = textsOf(batch, spec.dialect);
      const sources = textsOf(batch, spec.source);
      const trail = trailOf(partial.trails, batch.shard);
      let i = 0;
      let told = 0;
      const tell: Tell = (code, detail) => {
        told++;
        if (!asked.has(code)) return;
        const spot = {
          shard: batch.shard,
          offset: batch.base + batch.start[i]!,
          line: batch.line[i]!,
          detail,
        };
        record(partial.findings, code, { spot, cap: spec.cap });
      };
      partial.events += count;
      partial.lines += batch.lines;
      for (i = 0; i < batch.count; i++) {
        if (batch.class[i] === LINE_EVENT) trail.events++;
        const reason = DAMAGE[batch.class[i]!];
        if (reason !== undefined) tell(`damaged-${reason}`, '');
      }
      for (let k = 0; k < count; k++) {
        i = selection[k]!;
        const us = times[i]!;
        const dialect = dialects.dictionary.values[dialects.codes[i]!] ?? GENERIC;
        const own = owns.get(sources.dictionary.values[sources.codes[i]!] ?? '') ?? dialect;
        if (batch.invalid[i] === 1) tell('invalid-utf8', '');
        if (batch.zoneless[i] === 1) tell('zone-assumed', '');
        walk.walk(batch.bytes, batch.start[i]!, tell);
        told = 0;
        holdEvent({ us, dialect, own }, held, { tell, told: () => told });
        if (Number.isNaN(us)) continue;
        const at = { offset: batch.base + batch.start[i]!, line: batch.line[i]! };
        const earlier = follow(trail, us, at);
        if (earlier !== undefined) tell('regression', earlier);
      }
    },
    merge,
    finish: (partial, context) => consumeAll(consumer, { partial: copied(partial), context }),
    ...(pairing === undefined ? {} : { consumer, packed, weight: ({ records }) => weightOf(records) }),
  };
}

/** Merging uses its partials up. */
function copied(partial: ValidatePartial): ValidatePartial {
  return { ...partial, findings: structuredClone(partial.findings), trails: [...partial.trails] };
}

function askedCodes({ ignore, level }: ValidateSpec): ReadonlySet<FindingCode> {
  const loud = FINDING_CODES.filter((code) => level === 'warning' || FINDING_LEVELS[code] === 'error');
  return new Set(loud.filter((code) => !ignore.includes(code)));
}

/** Dialect, time and fields of the event that was walked last. */
function holdEvent({ us, dialect, own }: Seen, held: Held, how: { tell: Tell; told: () => number }): void {
  const { walk } = held;
  const { tell } = how;
  const meant = dialect === GENERIC && own !== GENERIC ? held.rules.get(own) : undefined;
  const astray = meant !== undefined && typeText(meant, walk) !== undefined;
  const rules = astray ? meant : held.rules.get(dialect);
  if (rules !== undefined) holdRules(rules, walk, tell);
  if (!Number.isNaN(us)) {
    if (us > held.nowUs + SLACK_US) tell('future', `${formatDuration(us - held.nowUs)} ahead`);
  } else if (rules === undefined) tell('untimed', '');
  else if (!isTimeless(rules, walk)) tell('no-time', timeDetail(rules, walk));
  if (dialect !== own && (!astray || how.told() === 0)) tell('mixed-dialect', dialect);
}

interface Asked {
  readonly asked: ReadonlySet<FindingCode>;
  readonly context: FinishContext;
  readonly notes: readonly Note[];
}

function answer(
  partial: ValidatePartial,
  spec: ValidateSpec,
  { asked, context, notes }: Asked,
): ValidateBody {
  const edges = asked.has('regression') ? edgeSpots(partial.trails, context) : [];
  const all = withSpots(partial.findings, 'regression', edges);
  const more = asked.has(EMPTY_LOG) ? emptyLogs(partial.trails, spec, context) : [];
  const findings = listFindings(all, { context, cap: spec.cap, more });
  const add = (level: string): number =>
    findings.reduce((sum, finding) => sum + (finding.level === level ? finding.count : 0), 0);
  return {
    events: partial.events,
    lines: partial.lines,
    errors: add('error'),
    warnings: add('warning'),
    findings,
    notes: [...detailsNote(all, spec.cap), ...notes],
  };
}

/** The logs of which no line is an event, as one finding. */
function emptyLogs(
  trails: readonly Trail[],
  { logs }: ValidateSpec,
  context: FinishContext,
): readonly Finding[] {
  const held = new Set<string>();
  for (const { shard, events } of trails) if (events > 0) held.add(context.sourceOf(shard));
  const empty = [...new Set(logs.map(([path]) => path))].filter((path) => !held.has(path));
  if (empty.length === 0) return [];
  return [
    {
      code: EMPTY_LOG,
      level: FINDING_LEVELS[EMPTY_LOG],
      count: empty.length,
      lines: 0,
      message: messageOf(EMPTY_LOG, empty.length),
      details: [],
      places: empty.slice(0, EMPTY_PLACES).map((source) => ({ source, offset: 0 })),
    },
  ];
}
