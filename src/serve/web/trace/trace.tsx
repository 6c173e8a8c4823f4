/** A session's spans as a waterfall: a row a span, nested, on one axis, with details of the one that is chosen. */
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { inert } from '../../../render/inert.ts';
import { VirtualList } from '../list/virtual-list.tsx';
import { Button, Icon } from '../parts/button.tsx';
import { Faults } from '../parts/faults.tsx';
import { countText, lengthText } from '../parts/figures.ts';
import { go, view } from '../state/address.ts';
import { spans } from '../state/sessions.ts';
import { toggled } from '../state/view.ts';
import { SpanDetail } from './span-detail.tsx';
import { titleOf } from './turns.ts';
import { type Bar, ticksOf, waterfallOf } from './waterfall.ts';

const ROW_PX = 24;

export function Trace(): VNode {
  const folded = useSignal<ReadonlySet<string>>(new Set());
  const active = useSignal(-1);
  const { status, value, faults } = spans.value;
  const all = value?.spans ?? [];
  const fall = useMemo(() => waterfallOf(all, folded.value), [all, folded.value]);
  const { trace } = view.value;
  const ticks = ticksOf(fall, 5);
  const tickPart = ((ticks[1] ?? 0) / (fall.to - fall.from)) * 100;
  const chosen = fall.bars[active.value]?.span;
  const fold = (id: string): void => {
    const next = new Set(folded.value);
    if (!next.delete(id)) next.add(id);
    folded.value = next;
  };
  return (
    <div class={`trace${status === 'loading' ? ' waiting' : ''}`}>
      <div class="trace-bar">
        <Button label="All sessions" hasText onPress={() => go({ trace: '' })}>
          <Icon name="left" /> sessions
        </Button>
        <h2 class="mono ellipsis">{inert(trace)}</h2>
        {value !== undefined && (
          <span class="quiet">
            {countText(value.total)} span{value.total === 1 ? '' : 's'} over {lengthText(fall.to - fall.from)}
            {value.open > 0 && `, ${countText(value.open)} open`}
            {value.orphans > 0 && `, ${countText(value.orphans)} ends without a start`}
            {value.total > all.length && `; the first ${countText(all.length)} are shown`}
          </span>
        )}
        <Button
          label="Only this session's events"
          hasText
          onPress={() => go({ ...toggled(view.value, 'session', trace), tab: 'events' })}
        >
          its events
        </Button>
      </div>
      <Faults id="trace-faults" faults={status === 'failed' ? faults : []} />
      <div class="trace-split" style={{ '--tick': `${tickPart}%` }}>
        <VirtualList
          label="Spans"
          count={fall.bars.length}
          rowPx={ROW_PX}
          active={active.value}
          anew={value}
          head={
            <>
              <span>Span</span>
              <span class="number">Length</span>
              <span class="ruler">
                {ticks.map((tick) => (
                  <span key={tick} class="tick" style={{ left: `${(tick / (fall.to - fall.from)) * 100}%` }}>
                    {lengthText(tick)}
                  </span>
                ))}
              </span>
            </>
          }
          row={(index) =>
            fall.bars[index] !== undefined && (
              <Line
                bar={fall.bars[index]}
                isFolded={folded.value.has(fall.bars[index].span.id)}
                onFold={fold}
              />
            )
          }
          onActive={(index) => {
            active.value = index;
          }}
          nested={(index) => {
            const bar = fall.bars[index];
            return {
              depth: bar?.depth ?? 0,
              isOpen: bar?.hasChildren ? !folded.value.has(bar.span.id) : undefined,
            };
          }}
          onKey={(key, index) => {
            const bar = fall.bars[index];
            if (bar === undefined || !bar.hasChildren || (key !== 'ArrowLeft' && key !== 'ArrowRight'))
              return false;
            if (folded.value.has(bar.span.id) === (key === 'ArrowRight')) fold(bar.span.id);
            return true;
          }}
        />
        {chosen !== undefined && <SpanDetail span={chosen} turns={value?.turns ?? []} />}
      </div>
      {status === 'ready' && all.length === 0 && (
        <p class="nothing">This session has no spans: none of its events starts or ends something.</p>
      )}
    </div>
  );
}

interface LineProps {
  readonly bar: Bar;
  readonly isFolded: boolean;
  readonly onFold: (id: string) => void;
}

function Line({
  bar: { span, depth, hasChildren, left, width, isOpen },
  isFolded,
  onFold,
}: LineProps): VNode {
  const length = span.duration_ms === undefined ? '' : lengthText(span.duration_ms / 1000);
  return (
    <>
      <span class="span-name" style={{ paddingLeft: `${Math.min(depth, 20) * 12}px` }}>
        <span
          class="fold"
          aria-hidden="true"
          onClick={(event) => {
            if (!hasChildren) return;
            event.stopPropagation();
            onFold(span.id);
          }}
        >
          {hasChildren ? (isFolded ? '▸' : '▾') : ''}
        </span>
        <span class="quiet">{inert(span.name)}</span> {inert(titleOf(span))}
      </span>
      <span class="number mono">{isOpen ? 'open' : length}</span>
      <span class="lane">
        <span class="visually-hidden">{span.status}</span>
        {left !== undefined && (
          <span
            class={`bar status-${span.status}${isOpen ? ' open' : ''}`}
            style={{ left: `${left * 100}%`, width: `max(2px, ${width * 100}%)` }}
          />
        )}
      </span>
    </>
  );
}
