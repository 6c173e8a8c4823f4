import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { meterOn } from '../../src/cli/meter.ts';
import { allOf } from './world.ts';

/** What the meter draws when it is told of progress at these times, then stopped. */
function drawn(timesMs: readonly number[]): string {
  const stream = new PassThrough();
  const clock = [0, ...timesMs];
  const meter = meterOn(
    stream,
    ({ readBytes, totalBytes, elapsedMs }, width) => `${readBytes}/${totalBytes} ${elapsedMs} ${width};`,
    () => clock.shift() ?? 0,
  );
  for (const ms of timesMs) meter.update({ bytes: ms, total: 9 });
  meter.stop();
  meter.update({ bytes: 0 });
  return allOf(stream).toString().replaceAll('\r\u001b[K', '<');
}

test.each<[timesMs: readonly number[], text: string]>([
  [[], ''],
  [[100, 499], ''],
  [[499, 500], '<500/9 500 79;<'],
  [[600, 650, 699, 700], '<600/9 600 79;<700/9 700 79;<'],
])('told at %j ms it draws %s', (timesMs, text) => {
  expect(drawn(timesMs)).toBe(text);
});
