/**
 * Events as text, as they come. A listing is a head, rows in any number of batches, and a tail; every part is whole lines
 * (a JSON array aside, which is whole only with its tail).
 */
import { unreachable } from '../base/fault.ts';
import { csvListing } from './event-csv.ts';
import { jsonListing, ndjsonListing, rawListing } from './event-json.ts';
import { tableListing } from './event-table.ts';
import type { Listing, View } from './view.ts';

export type { Listing, Part } from './view.ts';

/** A new listing in the view's format. The returned object keeps state between calls: one for each answer. */
export function listing(view: View): Listing {
  switch (view.format) {
    case 'table':
      return tableListing(view);
    case 'json':
      return jsonListing(view);
    case 'ndjson':
      return ndjsonListing(view);
    case 'raw':
      return rawListing(view);
    case 'csv':
    case 'tsv':
      return csvListing(view, view.format);
    case 'perfetto':
    case 'otlp':
    case 'junit':
    case 'github':
    case 'tap':
      throw new Error(`${view.format} is a format of reports`);
    default:
      return unreachable(view.format);
  }
}
