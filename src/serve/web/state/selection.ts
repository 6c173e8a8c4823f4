/**
 * The part of a view that selects events, as parameters of the API.
 *
 * Invariant: facets are where-expressions over roles with quoted texts, so that a value from a log is compared as it
 * stands, whatever it holds; several values of one facet are "or", facets and the typed expression are "and".
 */
import { quote } from '../../../base/quoted.ts';
import { FACETS, type Facet, type View } from './view.ts';

/** The selection's parameters. `without` leaves one facet out: what its other values would give. */
export function selectionOf(view: View, without?: Facet): URLSearchParams {
  const said = rangeOf(view);
  if (view.where.trim() !== '') said.append('where', view.where);
  for (const facet of FACETS) {
    const values = view.chosen[facet];
    if (facet !== without && values.length > 0) said.append('where', keeps(facet, values));
  }
  return said;
}

/** The range alone. */
export function rangeOf(view: View): URLSearchParams {
  const said = new URLSearchParams();
  if (view.since !== '') said.append('since', view.since);
  if (view.until !== '') said.append('until', view.until);
  if (view.zone !== 'UTC') said.append('tz', view.zone);
  return said;
}

/** A where-expression: this role is one of these texts. Levels are names and stand bare. */
export function keeps(facet: Facet, values: readonly string[]): string {
  const written = facet === 'severity' ? values : values.map(quote);
  return values.length === 1 ? `@${facet} = ${written[0]}` : `@${facet} in (${written.join(', ')})`;
}

/** The expression and this one too; an `or` at the top keeps its meaning. */
export function joined(where: string, more: string): string {
  const before = where.trim();
  if (before === '') return more;
  return /\bor\b/i.test(before) ? `(${before}) and ${more}` : `${before} and ${more}`;
}

/** Whether new events can be in the range: not behind a fixed end, and no bound that only a whole log can resolve. */
export function canGrow(view: View): boolean {
  return view.until === '' && !view.since.startsWith('@');
}
