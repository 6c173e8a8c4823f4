/** The line above the timeline: the range in words and as bounds that can be typed, zoom, silences, zone. */
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { inert } from '../../../render/inert.ts';
import { Button, Icon } from '../parts/button.tsx';
import { Faults } from '../parts/faults.tsx';
import { lengthText, momentText } from '../parts/figures.ts';
import { go, view } from '../state/address.ts';
import { axis, isZoomed, pan, showAll, zoom } from '../state/axis.ts';
import { overview, timeline } from '../state/overview.ts';
import { Silences } from './silences.tsx';
import { epochOf } from './zoom.ts';

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function RangeBar(): VNode {
  const now = axis.value;
  const step = timeline.value === undefined ? undefined : timeline.value.stepUs / 1e6;
  const { zone } = view.value;
  const faults = overview.value.faults.filter(
    ({ parameter }) => parameter === 'since' || parameter === 'until',
  );
  return (
    <div class="range-bar">
      <div class="bounds">
        <Bound name="since" label="From" />
        <span class="quiet" aria-hidden="true">
          →
        </span>
        <Bound name="until" label="To" />
        <Faults id="range-faults" faults={faults} />
      </div>
      <p class="range-words">
        {now !== undefined && step !== undefined && (
          <>
            <span>{lengthText(now[1] - now[0])}</span>
            <span class="quiet"> in bars of {lengthText(step)}</span>
          </>
        )}
      </p>
      <Silences />
      <fieldset class="group" aria-label="Range">
        <Button label="Earlier" shortcut="[" onPress={() => pan(-0.5)} disabled={!isZoomed.value}>
          <Icon name="left" />
        </Button>
        <Button label="Later" shortcut="]" onPress={() => pan(0.5)} disabled={!isZoomed.value}>
          <Icon name="right" />
        </Button>
        <Button label="Zoom in" shortcut="+" onPress={() => zoom(0.5)}>
          <Icon name="plus" />
        </Button>
        <Button label="Zoom out" shortcut="-" onPress={() => zoom(2)} disabled={!isZoomed.value}>
          <Icon name="minus" />
        </Button>
        <Button label="Everything" shortcut="0" onPress={showAll} disabled={!isZoomed.value}>
          <Icon name="all" />
        </Button>
      </fieldset>
      {HERE !== 'UTC' && (
        <Button
          label={`Times in ${zone}; switch to ${zone === 'UTC' ? HERE : 'UTC'}`}
          hasText
          onPress={() => go({ zone: zone === 'UTC' ? HERE : 'UTC' })}
        >
          {zone}
        </Button>
      )}
      {HERE === 'UTC' && <span class="quiet">{zone}</span>}
    </div>
  );
}

interface BoundProps {
  readonly name: 'since' | 'until';
  readonly label: string;
}

/** A bound: an epoch is shown as its moment, any other time expression as it was typed. */
function Bound({ name, label }: BoundProps): VNode {
  const draft = useSignal<string | undefined>(undefined);
  const { zone } = view.value;
  const bound = view.value[name];
  const epoch = epochOf(bound);
  const shown = epoch === undefined ? bound : momentText(epoch, zone, epoch % 1 === 0 ? 1 : 1e-6);
  const [first, last] = axis.value ?? [];
  const edge = name === 'since' ? first : last;
  const step = (timeline.value?.stepUs ?? 1) / 1e6;
  const wrong = overview.value.faults.some(({ parameter }) => parameter === name);
  const take = (): void => {
    const text = draft.value?.trim();
    draft.value = undefined;
    if (text !== undefined && text !== shown) go({ [name]: text });
  };
  return (
    <input
      class="bound"
      type="text"
      aria-label={`${label}: a time, such as 2025-12-10 14:30, -2h or @last-10m`}
      aria-invalid={wrong}
      aria-describedby="range-faults"
      title={`${label}: a time, such as 2025-12-10 14:30, -2h or @last-10m`}
      spellcheck={false}
      autocomplete="off"
      placeholder={edge === undefined ? label : momentText(edge, zone, step)}
      value={draft.value ?? inert(shown)}
      onInput={({ currentTarget }) => {
        draft.value = currentTarget.value;
      }}
      onBlur={take}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') take();
        if (event.key === 'Escape') draft.value = undefined;
      }}
    />
  );
}
