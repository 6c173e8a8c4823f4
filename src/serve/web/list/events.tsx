/** The events tab: a line an event, newest or oldest first, those that come live at its head. */
import type { VNode } from 'preact';
import { useCallback } from 'preact/hooks';
import { inert } from '../../../render/inert.ts';
import { Faults } from '../parts/faults.tsx';
import { countText, momentOf } from '../parts/figures.ts';
import { isNarrow } from '../parts/narrow.ts';
import { go, selection, view } from '../state/address.ts';
import type { Row } from '../state/answers.ts';
import { choose, chosenIndex } from '../state/chosen.ts';
import { slotOf } from '../state/palette.ts';
import {
  atHead,
  beginList,
  headCalls,
  isListing,
  listFaults,
  pages,
  show,
  toHead,
  unseen,
} from '../state/rows.ts';
import { countOf, rowAt } from './pages.ts';
import { VirtualList } from './virtual-list.tsx';

/** Where keys that move in the list find it. */
export const LIST_LABEL = 'Events';

export function Events(): VNode {
  const list = pages.value;
  const count = countOf(list);
  const rowPx = isNarrow.value ? 44 : 24;
  const onWindow = useCallback((from: number, to: number) => {
    atHead.value = from === 0;
    show(from, to);
    if (from === 0 && unseen.peek() > 0) void beginList();
  }, []);
  const others = listFaults.value.filter(
    ({ parameter }) => !['where', 'since', 'until'].includes(parameter ?? ''),
  );
  return (
    <div class={`events${isListing.value ? ' waiting' : ''}`}>
      {unseen.value > 0 && (
        <button type="button" class="unseen" onClick={toHead}>
          ↑ {countText(unseen.value)} new
        </button>
      )}
      <Faults id="list-faults" faults={others} />
      <VirtualList
        label={LIST_LABEL}
        count={count}
        rowPx={rowPx}
        active={chosenIndex.value}
        anew={`${selection.value} ${view.value.order} ${headCalls.value}`}
        head={<Head />}
        row={(index) => <Line row={rowAt(list, index)} />}
        onActive={choose}
        onWindow={onWindow}
      />
      {count === 0 && !isListing.value && <p class="nothing">No event fulfils all of this.</p>}
    </div>
  );
}

function Head(): VNode {
  const { order } = view.value;
  const next = order === 'newest' ? 'oldest' : 'newest';
  return (
    <>
      <span class="cell-level" />
      <span class="cell-time">
        <button type="button" title={`Show the ${next} first (o)`} onClick={() => go({ order: next })}>
          Time {order === 'newest' ? '↓' : '↑'}
        </button>
      </span>
      <span class="cell-type">Type</span>
      <span class="cell-session">Session</span>
      <span class="cell-text">Event</span>
    </>
  );
}

function Line({ row }: { readonly row: Row | undefined }): VNode {
  if (row === undefined) return <span class="cell-text quiet">…</span>;
  const slot = slotOf(row.type);
  const level = row.status === 'error' ? 'error' : (row.severity ?? row.status ?? '');
  return (
    <>
      <span class={`cell-level level-${level}`} title={level}>
        <span class="visually-hidden">{level}</span>
        <span aria-hidden="true">{LETTERS[level] ?? ''}</span>
      </span>
      <span class="cell-time">
        <Time row={row} />
      </span>
      <span class="cell-type">
        <span class={`dot type-${slot ?? 'other'}`} />
        {inert(row.type ?? '')}
      </span>
      <span class="cell-session">{inert(row.session ?? '').slice(0, 8)}</span>
      <span class="cell-text">
        {row.summary !== undefined && <>{inert(row.summary)} </>}
        <span class={row.summary === undefined ? '' : 'quiet'}>{inert(row.text ?? '')}</span>
      </span>
    </>
  );
}

function Time({ row }: { readonly row: Row }): VNode {
  if (row.epoch === undefined) return <span class="quiet">no time</span>;
  const { date, clock, fraction } = momentOf(row.epoch, view.value.zone, row.time);
  return (
    <time dateTime={row.time}>
      <span class="quiet">{date} </span>
      {clock}
      <span class="quiet">.{fraction}</span>
    </time>
  );
}

/** A letter beside the colour, for those who do not see it. */
const LETTERS: Readonly<Record<string, string>> = {
  trace: 't',
  debug: 'd',
  info: 'i',
  warning: 'W',
  error: 'E',
  fatal: 'F',
  ok: '✓',
};
