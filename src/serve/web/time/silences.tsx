/** Silences and regressions as a list: each a place on the axis to look at. */
import type { VNode } from 'preact';
import { inert } from '../../../render/inert.ts';
import { countText, lengthText, momentText } from '../parts/figures.ts';
import { go, view } from '../state/address.ts';
import { showAround, showRange } from '../state/axis.ts';
import { gapsState } from '../state/whole.ts';

const THRESHOLDS = ['1s', '10s', '1m', '5m', '15m', '1h', '6h', '1d'];
const SHOWN = 100;

export function Silences(): VNode {
  const { status, value } = gapsState.value;
  const { gap, zone } = view.value;
  const back = value?.regressions;
  const thresholds = THRESHOLDS.includes(gap) ? THRESHOLDS : [gap, ...THRESHOLDS];
  const counted = value === undefined ? '' : countText(value.total);
  return (
    <details class="silences menu">
      <summary>
        <span class="swatch gap" aria-hidden="true" />
        {status === 'loading' && value === undefined
          ? 'silences …'
          : `${counted} silence${value?.total === 1 ? '' : 's'}`}
        {back !== undefined && back.count > 0 && (
          <>
            <span class="swatch regression" aria-hidden="true" />
            {countText(back.count)} back in time
          </>
        )}
      </summary>
      <div class="menu-body">
        <label class="menu-line">
          Silences longer than{' '}
          <select value={gap} onChange={({ currentTarget }) => go({ gap: currentTarget.value })}>
            {thresholds.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
        {value?.gaps.length === 0 && <p class="quiet">None in the whole log.</p>}
        <ol class="places">
          {value?.gaps.slice(0, SHOWN).map(({ seconds, from, to }) => (
            <li key={`${from.source}@${from.offset}`}>
              <button
                type="button"
                onClick={() => {
                  if (from.epoch !== undefined && to.epoch !== undefined)
                    showRange([from.epoch - seconds / 4, to.epoch + seconds / 4]);
                }}
              >
                <b>{lengthText(seconds)}</b>
                <span>{from.epoch === undefined ? '' : momentText(from.epoch, zone, 1)}</span>
                <span class="quiet">after {inert(from.type ?? 'an event')}</span>
              </button>
            </li>
          ))}
        </ol>
        {back !== undefined && back.count > 0 && (
          <>
            <h3>
              Times that run backwards: {countText(back.count)}
              {back.worst_seconds !== undefined && `, at worst by ${lengthText(back.worst_seconds)}`}
              {back.count > back.places.length && '; the first of them'}
            </h3>
            <ol class="places">
              {back.places.map(({ source, offset, epoch, type }) => (
                <li key={`${source}@${offset}`}>
                  <button
                    type="button"
                    onClick={() => {
                      if (epoch !== undefined) showAround(epoch, 60);
                      go({ event: `${source}@${offset}` }, 'quietly');
                    }}
                  >
                    <span>{epoch === undefined ? '' : momentText(epoch, zone, 1)}</span>
                    <span class="quiet">{inert(type ?? '')}</span>
                  </button>
                </li>
              ))}
            </ol>
          </>
        )}
      </div>
    </details>
  );
}
