/** The fold of each kind of plan. */
import { unreachable } from '../base/fault.ts';
import type { FoldSpec } from '../model/plan.ts';
import { checkFold } from './check.ts';
import { countFold } from './count.ts';
import { fieldsFold } from './fields.ts';
import type { Fold } from './fold.ts';
import { gapsFold } from './gaps.ts';
import { metricsFold } from './metrics.ts';
import { overviewFold } from './overview.ts';
import type { Compile } from './rule.ts';
import { sessionsFold } from './sessions.ts';
import { spanFold } from './span.ts';
import { spansFold } from './spans.ts';
import { stateFold } from './state.ts';
import { statsFold } from './stats.ts';
import { validateFold } from './validate.ts';

/**
 * A fold whose partials only it can read; `compile` makes the tests that it asks of lines itself. Listings (`list`) are
 * rows and no fold: asked for here, they are a bug.
 */
export function makeFold(spec: FoldSpec, compile: Compile): Fold<unknown> {
  switch (spec.kind) {
    case 'span':
      return erased(spanFold(spec));
    case 'count':
      return erased(countFold());
    case 'stats':
      return erased(statsFold(spec));
    case 'gaps':
      return erased(gapsFold(spec));
    case 'sessions':
      return erased(sessionsFold(spec));
    case 'fields':
      return erased(fieldsFold(spec));
    case 'validate':
      return erased(validateFold(spec));
    case 'state':
      return erased(stateFold(spec));
    case 'metrics':
      return erased(metricsFold(spec));
    case 'spans':
      return erased(spansFold(spec));
    case 'check':
      return erased(checkFold(spec, compile));
    case 'overview':
      return erased(overviewFold(spec));
    case 'list':
      throw new Error('a listing is no fold');
    default:
      return unreachable(spec);
  }
}

/** Partials go back only to the fold that made them. */
function erased<P>(fold: Fold<P>): Fold<unknown> {
  return fold as Fold<unknown>;
}
