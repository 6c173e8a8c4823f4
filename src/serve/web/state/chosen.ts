/** The event in the detail pane: its row, and its own text as it stands in the log. */
import { computed, type ReadonlySignal } from '@preact/signals';
import { memberText } from '../detail/json-text.ts';
import { indexOf, rowAt } from '../list/pages.ts';
import { go, view } from './address.ts';
import type { Row } from './answers.ts';
import { askText } from './ask.ts';
import { type Load, newLoading } from './loading.ts';
import { pages } from './rows.ts';

/** An event as the API gives it, and its own JSON text. */
export interface Chosen {
  readonly citation: string;
  readonly row: Row;
  readonly json: string;
}

const loading = newLoading<Chosen>();

export const chosen: ReadonlySignal<Load<Chosen>> = loading.state;

/** Its index in the list; -1 where it is none of the rows that are held. */
export const chosenIndex: ReadonlySignal<number> = computed(() =>
  view.value.event === '' ? -1 : indexOf(pages.value, view.value.event),
);

/** Shows the event at this index of the list. */
export function choose(index: number): void {
  const row = rowAt(pages.peek(), index);
  if (row !== undefined) go({ event: `${row.source}@${row.offset}` }, 'quietly');
}

/** Asks for the event that the view names. */
export async function askChosen(citation: string): Promise<void> {
  const place = placeOf(citation);
  if (place === undefined) {
    loading.clear();
    return;
  }
  await loading.run(async (signal) => {
    const text = await askText('event', new URLSearchParams(place), signal);
    const event = memberText(text, 'event') ?? '{}';
    const { event: _, ...row } = JSON.parse(event) as Row & { event: unknown };
    return { citation, row, json: memberText(event, 'event') ?? '{}' };
  });
}

/** `LOG@OFFSET` taken apart; undefined where it is none. A log's path may hold an `@`. */
export function placeOf(citation: string): { source: string; offset: string } | undefined {
  const found = /^(.+)@(\d+)$/s.exec(citation);
  return found === null ? undefined : { source: found[1]!, offset: found[2]! };
}
