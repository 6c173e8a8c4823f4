/** Live names of amplifier events are read as their plain types, by both kernels and whatever is looked for. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ask } from '../run/ask.ts';
import { directory } from '../run/follower.ts';

const NAMES = [
  'tool:pre',
  'hook:tool:pre',
  'hook:tool:post',
  'tool:post',
  'hook:approval:required',
  'llm:response',
  'hook:',
];
const LINES = Array.from({ length: 300 }, (_, n) =>
  JSON.stringify({
    ts: `2026-03-04T00:00:00.${String(n).padStart(3, '0')}Z`,
    event: NAMES[n % NAMES.length],
    data: { session_id: 's1', tool_name: `t${n % 3}` },
  }),
);

test.each(['simd', 'scalar'] as const)('live names are plain types (%s)', async (kernel) => {
  const path = join(directory(), 'events.jsonl');
  writeFileSync(path, `${LINES.join('\n')}\n`);
  const count = (type: string): number =>
    LINES.filter((line) => [type, `hook:${type}`].includes((JSON.parse(line) as { event: string }).event))
      .length;
  for (const prefilter of ['on', 'off'] as const) {
    const tuning = { kernel, prefilter };
    for (const type of ['tool:pre', 'tool:post', 'approval:required', 'llm:response']) {
      const { report } = await ask([path], { where: `@type = "${type}"`, ask: { kind: 'count' }, tuning });
      expect([type, report]).toMatchObject([type, { count: count(type) }]);
    }
    const stats = await ask([path], { ask: { kind: 'stats' }, tuning });
    const types = Object.fromEntries(
      (stats.report.report === 'stats' ? stats.report.types : []).map((row) => [row.type, row.count]),
    );
    expect(types).toEqual({
      'tool:pre': 86,
      'tool:post': 86,
      'approval:required': 43,
      'llm:response': 43,
      log: 42,
    });
    const { events } = await ask([path], { where: '@type startswith "tool:"', tuning });
    expect(events).toHaveLength(172);
  }
});
