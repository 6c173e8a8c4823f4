/**
 * What stands under the time axis: as much of a moment as tells it from its neighbours, and the date where it changes.
 * ISO order throughout, as everywhere in this tool.
 */
import { momentOf } from '../parts/figures.ts';

/** Labels of moments that are `step` seconds apart; a line break divides the moment from its date. */
export function tickLabels(moments: readonly number[], step: number, zone: string): readonly string[] {
  let before = '';
  return moments.map((epoch) => {
    // A tick of 5.0000001 s is one of 5 s.
    const { date, clock, fraction } = momentOf(Math.round(epoch * 1e6) / 1e6, zone);
    if (step >= DAY) {
      const label =
        before.slice(0, 4) === date.slice(0, 4) ? date.slice(5) : `${date.slice(5)}\n${date.slice(0, 4)}`;
      before = date;
      return label;
    }
    const small =
      step >= 60
        ? clock.slice(0, 5)
        : step >= 1
          ? clock
          : `${clock.slice(6)}.${fraction.slice(0, step >= 0.001 ? 3 : 6)}`;
    const long = step < 1 ? `${date} ${clock.slice(0, 5)}` : date;
    const label = before === long ? small : `${small}\n${long}`;
    before = long;
    return label;
  });
}

const DAY = 86_400;
