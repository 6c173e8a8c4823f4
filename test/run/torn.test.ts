/** promises.md row 13: a torn end is named with its offset also by questions that do not read the log whole. */
import { expect, test } from 'vitest';
import { fileOf } from '../scan/room.ts';
import { ask, MACF, type Options } from './ask.ts';

const LINE = '{"timestamp": 1765343222.5, "event": "a", "data": {"tool": "Read"}}\n';
const HALF = LINE.slice(0, 40);

/** Questions whose plans pass something by. */
const QUESTIONS: readonly (readonly [name: string, options: Options])[] = [
  ['show', { ask: { tail: 2 } }],
  ['history', { ask: { session: 'latest', tail: 2 } }],
  ['an end with a condition', { ask: { tail: 2 }, where: '@type = a' }],
  ['a head', { ask: { head: 1 } }],
  ['a prefilter', { where: 'data.tool = Edit' }],
  ['a prefilter, counted', { where: 'data.tool = Edit', ask: { kind: 'count' } }],
];

/** The offset of the torn end, or undefined. */
const LOGS: readonly (readonly [name: string, log: string, offset: number | undefined, maxLine?: number])[] =
  [
    ['whole', LINE.repeat(3), undefined],
    ['whole without its newline', LINE.repeat(3).trimEnd(), undefined],
    ['torn', LINE.repeat(3) + HALF, 3 * LINE.length],
    ['torn behind CRLF', LINE.replace('\n', '\r\n') + HALF, LINE.length + 1],
    ['one torn line', HALF, 0],
    ['one torn line behind a byte order mark', `\uFEFF${HALF}`, 3],
    ['zeros', `${LINE}${'\0'.repeat(5000)}`, LINE.length],
    ['a long torn line', `${LINE}{"a":"${'x'.repeat(20_000)}`, LINE.length],
    ['a torn line of the longest size', `${LINE}{"${'x'.repeat(198)}`, LINE.length, 200],
    ['a torn line that is too long', `${LINE}{"${'x'.repeat(199)}`, undefined, 200],
    ['blank', `${LINE}  `, undefined],
    ['no JSON, and not torn', `${LINE}hello`, undefined],
    ['empty', '', undefined],
  ];

test.each(
  LOGS.flatMap(([name, log, offset, maxLine]) =>
    QUESTIONS.map((each) => [name, each[0], log, offset, each[1], maxLine] as const),
  ),
)('row 13: %s, %s', async (_log, _question, log, offset, options, maxLine) => {
  const path = fileOf(log);
  const reader = maxLine === undefined ? {} : { maxLine };
  for (const tuning of [{}, { chunkSize: 7 }, { prefilter: 'off' }] as const) {
    const { report } = await ask([path], { ...options, reader, tuning });
    const said = report.notes.filter(({ kind }) => kind === 'damaged');
    const torn = { kind: 'damaged', reason: 'torn', count: 1, places: [{ source: path, offset }] };
    expect(said).toMatchObject(offset === undefined ? [] : [torn]);
    expect(report.sources[0]).toMatchObject({ complete: false });
    expect(report.sources[0]).not.toHaveProperty('damaged');
  }
  const whole = await ask([path], { reader, strict: true });
  const same = whole.report.notes.filter(({ reason }) => reason === 'torn');
  expect(same.map(({ places }) => places[0]!.offset)).toEqual(offset === undefined ? [] : [offset]);
});

test('row 13: torn ends of several logs are one note, and a log that is read whole is counted once', async () => {
  const logs = [fileOf(LINE + HALF, 'a.jsonl'), fileOf(HALF, 'b.jsonl'), MACF];
  const { report } = await ask(logs, { ask: { tail: 1 } });
  expect(report.notes.filter(({ kind }) => kind === 'damaged')).toMatchObject([
    { count: 2, places: [{ offset: LINE.length }, { offset: 0 }] },
  ]);
  const whole = await ask(logs);
  expect(whole.report.notes.filter(({ kind }) => kind === 'damaged')).toMatchObject([{ count: 2 }]);
});

test('row 13: damage of a cited line is said wherever it stands, and of no other line', async () => {
  const path = fileOf(`${LINE + HALF}\n${HALF}`);
  const last = LINE.length + HALF.length + 1;
  expect((await ask([{ path, offset: 0 }])).report.notes).toEqual([]);
  const inside = (await ask([{ path, offset: LINE.length }])).report;
  expect(inside.notes).toMatchObject([{ kind: 'damaged', count: 1, places: [{ offset: LINE.length }] }]);
  const { report } = await ask([{ path, offset: last }]);
  expect(report.notes).toMatchObject([
    { kind: 'damaged', reason: 'torn', count: 1, places: [{ offset: last }] },
  ]);
});

test('row 13: UTF-16 is damaged in another way', async () => {
  const log = Buffer.from(`\uFEFF${LINE}${HALF}`, 'utf16le');
  const { report } = await ask([fileOf(log)], { ask: { tail: 1 } });
  expect(report.notes.filter(({ kind }) => kind === 'damaged')).toEqual([]);
});
