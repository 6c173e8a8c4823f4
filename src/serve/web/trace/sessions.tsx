/** The sessions tab: the selection's sessions, or the spans of one of them. */
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import type { SessionRow } from '../../../model/report.ts';
import { inert } from '../../../render/inert.ts';
import { VirtualList } from '../list/virtual-list.tsx';
import { Faults } from '../parts/faults.tsx';
import { countText, lengthText, momentText } from '../parts/figures.ts';
import { go, view } from '../state/address.ts';
import { sessions } from '../state/sessions.ts';
import type { Sort } from '../state/view.ts';
import { Trace } from './trace.tsx';

export function Sessions(): VNode {
  return view.value.trace === '' ? <List /> : <Trace />;
}

function List(): VNode {
  const active = useSignal(-1);
  const { status, value, faults } = sessions.value;
  const rows = value?.sessions ?? [];
  const most = Math.max(1, ...rows.map(({ events }) => events));
  const open = (index: number): void => {
    const row = rows[index];
    if (row !== undefined) go({ trace: row.session_id });
  };
  return (
    <div class={`sessions${status === 'loading' ? ' waiting' : ''}`}>
      <Faults
        id="sessions-faults"
        faults={status === 'failed' ? faults.filter(({ parameter }) => parameter !== 'where') : []}
      />
      <VirtualList
        label="Sessions"
        count={rows.length}
        rowPx={28}
        active={active.value}
        anew={value}
        head={
          <>
            <span>Session</span>
            <By sort="latest">Last event</By>
            <By sort="span">Span</By>
            <By sort="events" class="number">
              Events
            </By>
            <span class="number">Failed</span>
            <span>Ended with</span>
          </>
        }
        row={(index) =>
          rows[index] !== undefined && <Line row={rows[index]} share={rows[index].events / most} />
        }
        onActive={(index) => {
          active.value = index;
        }}
        onOpen={open}
      />
      {status === 'ready' && rows.length === 0 && <p class="nothing">No session fulfils all of this.</p>}
      {value !== undefined && value.total > rows.length && (
        <p class="quiet note-line">
          The first {countText(rows.length)} of {countText(value.total)} sessions; narrow the range to see
          others.
        </p>
      )}
    </div>
  );
}

interface ByProps {
  readonly sort: Sort;
  readonly class?: string;
  readonly children: string;
}

/** A column's head that sorts by it. */
function By({ sort, class: more = '', children }: ByProps): VNode {
  const isIt = view.value.sort === sort;
  return (
    <span class={more}>
      <button
        type="button"
        aria-pressed={isIt}
        title={`Sort by ${children.toLowerCase()}`}
        onClick={() => go({ sort })}
      >
        {children}
        {isIt ? ' ↓' : ''}
      </button>
    </span>
  );
}

function Line({ row, share }: { readonly row: SessionRow; readonly share: number }): VNode {
  const { zone } = view.value;
  return (
    <>
      <span class="mono ellipsis">{inert(row.session_id)}</span>
      <span class="mono">{row.last_epoch === undefined ? '' : momentText(row.last_epoch, zone, 1)}</span>
      <span class="mono">{row.span_seconds === undefined ? '' : lengthText(row.span_seconds)}</span>
      <span class="number with-share">
        <span class="share" style={{ width: `${share * 100}%` }} />
        {countText(row.events)}
      </span>
      <span class={`number${row.error > 0 ? ' is-error' : ' quiet'}`}>{countText(row.error)}</span>
      <span class="mono ellipsis">{inert(row.last_type ?? '')}</span>
    </>
  );
}
