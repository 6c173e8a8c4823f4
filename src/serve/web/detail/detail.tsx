/** The detail pane: one event's own text, where it stands, its roles, and ways on from it. */
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { inert } from '../../../render/inert.ts';
import { Button, Icon } from '../parts/button.tsx';
import { CopyButton } from '../parts/copy.tsx';
import { Faults } from '../parts/faults.tsx';
import { bytesText, countText, lengthText, momentText } from '../parts/figures.ts';
import { go, view } from '../state/address.ts';
import type { Row } from '../state/answers.ts';
import { showAround } from '../state/axis.ts';
import { type Chosen, chosen } from '../state/chosen.ts';
import { slotOf } from '../state/palette.ts';
import { type Facet, toggled } from '../state/view.ts';
import { EventText } from './event-text.tsx';

export function Detail(): VNode | null {
  if (view.value.event === '') return null;
  const { status, value, faults } = chosen.value;
  const shown = value?.citation === view.value.event ? value : undefined;
  return (
    <aside class={`detail${status === 'loading' ? ' waiting' : ''}`} aria-label="Event">
      <div class="detail-bar">
        <h2>{inert(shown?.row.type ?? 'Event')}</h2>
        {shown !== undefined && <span class={`dot type-${slotOf(shown.row.type) ?? 'other'}`} />}
        <Button label="Close" shortcut="Escape" class="bare" onPress={() => go({ event: '' }, 'quietly')}>
          <Icon name="close" />
        </Button>
      </div>
      <Faults id="detail-faults" faults={status === 'failed' ? faults : []} />
      {shown !== undefined && <Whole chosen={shown} key={shown.citation} />}
    </aside>
  );
}

function Whole({ chosen: { citation, row, json } }: { readonly chosen: Chosen }): VNode {
  const isAll = useSignal(false);
  return (
    <div class="detail-body">
      {row.epoch !== undefined && <p class="detail-time">{momentText(row.epoch, view.value.zone)}</p>}
      <div class="citation">
        <code>{inert(citation)}</code>
        <CopyButton label="Copy the citation" shortcut="c" text={citation} />
      </div>
      <Roles row={row} />
      <div class="detail-ways">
        {row.session !== undefined && (
          <Button
            label="The session's spans"
            hasText
            onPress={() => go({ tab: 'sessions', trace: row.session ?? '' })}
          >
            <Icon name="spans" /> spans
          </Button>
        )}
        {row.epoch !== undefined && (
          <Button
            label="What happened within a minute of it"
            hasText
            onPress={() => showAround(row.epoch ?? 0, 60)}
          >
            <Icon name="around" /> ± 1 min
          </Button>
        )}
        <CopyButton label="Copy the event's own text" text={json}>
          {' '}
          JSON
        </CopyButton>
        <span class="quiet">{bytesText(new TextEncoder().encode(json).length)}</span>
      </div>
      <EventText json={json} isAll={isAll.value} onAll={() => (isAll.value = true)} />
    </div>
  );
}

const FACET_ROLES: readonly Facet[] = ['session', 'agent', 'severity', 'status'];

function Roles({ row }: { readonly row: Row }): VNode {
  const more = [
    ['workflow', row.workflow],
    ['trace', row.trace],
    ['duration', row.duration_ms === undefined ? undefined : lengthText(row.duration_ms / 1000)],
    ['dialect', row.dialect],
    ['line', row.line === undefined ? undefined : countText(row.line)],
  ] as const;
  return (
    <dl class="roles">
      {FACET_ROLES.map((facet) => {
        const value = row[facet as 'session' | 'agent' | 'severity' | 'status'];
        if (value === undefined) return null;
        return (
          <div key={facet}>
            <dt>{facet}</dt>
            <dd>
              <button
                type="button"
                class="role"
                aria-pressed={view.value.chosen[facet].includes(value)}
                title={`Only this ${facet}`}
                onClick={() => go(toggled(view.value, facet, value))}
              >
                {inert(value)}
              </button>
            </dd>
          </div>
        );
      })}
      {more.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{inert(value)}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
