/** Events as CSV or TSV: the columns of the main table, whole. Times are UTC, ISO 8601 with six decimals. */
import { formatUtc } from '../base/instant.ts';
import type { Event, Value } from '../model/event.ts';
import { type CsvCell, type CsvFormat, csv } from './csv.ts';
import { citation, restText } from './event-text.ts';
import type { Listing, View } from './view.ts';

/** A header row, then a row for each event; the header comes even when no event does. */
export function csvListing(view: View, format: CsvFormat): Listing {
  const titles = [
    ...(view.fields ?? ['time', 'type', 'session', 'rest']),
    ...(view.provenance ? ['source'] : []),
    ...(view.context ? ['context'] : []),
  ];
  return {
    head: () => csv([titles.map((text) => ({ text }))], format),
    rows: (events) =>
      events.length === 0
        ? []
        : [
            csv(
              events.map((event) => cells(event, view)),
              format,
            ),
          ],
    tail: () => '',
  };
}

function cells(event: Event, view: View): CsvCell[] {
  return [
    ...(view.fields === undefined
      ? mainCells(event, view)
      : view.fields.map((_, i) => valueCell(event.fields[i]))),
    ...(view.provenance ? [{ text: citation(event) }] : []),
    ...(view.context ? [{ text: event.row.context ? 'context' : '' }] : []),
  ];
}

function mainCells(event: Event, view: View): CsvCell[] {
  return [
    { text: event.time === undefined ? '' : formatUtc(event.time) },
    valueCell(event.type),
    valueCell(event.session),
    { text: restText(event, { preferSummary: view.preferSummary, marked: false }) },
  ];
}

function valueCell(value: Value | undefined): CsvCell {
  if (value === undefined) return { text: '' };
  return value.kind === 'number' ? { text: value.json, number: true } : { text: value.text };
}
