/** Facets: what values there are of type, session, severity, status and agent, and which of them are kept. */
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { inert } from '../../../render/inert.ts';
import { countText, shortCount } from '../parts/figures.ts';
import { go, view } from '../state/address.ts';
import { facetShown, overview } from '../state/overview.ts';
import { slotOf } from '../state/palette.ts';
import { search } from '../state/search.ts';
import { joined, keeps } from '../state/selection.ts';
import { FACETS, type Facet, isFiltered, toggled } from '../state/view.ts';

const TITLES: Readonly<Record<Facet, string>> = {
  type: 'Type',
  session: 'Session',
  severity: 'Severity',
  status: 'Status',
  agent: 'Agent',
};
/** So many values are shown before one asks for more. */
const FEW = 8;

export function Facets(): VNode {
  return (
    <nav
      class={`facets${overview.value.status === 'loading' ? ' waiting' : ''}`}
      aria-label="Narrow by value"
    >
      {isFiltered(view.value) && (
        <button
          type="button"
          class="button wide"
          onClick={() => {
            search('');
            go({ where: '', chosen: { type: [], session: [], severity: [], status: [], agent: [] } });
          }}
        >
          Clear all filters
        </button>
      )}
      {FACETS.map((facet) => (
        <OneFacet key={facet} facet={facet} />
      ))}
    </nav>
  );
}

function OneFacet({ facet }: { readonly facet: Facet }): VNode | null {
  const isWhole = useSignal(false);
  const wanted = useSignal('');
  const { values, total } = facetShown(facet);
  const kept = view.value.chosen[facet];
  const missing = kept
    .filter((value) => !values.some((each) => each.value === value))
    .map((value) => ({ value, count: 0 }));
  const all = [...missing, ...values];
  if (all.length === 0) return null;
  const found =
    wanted.value === ''
      ? all
      : all.filter(({ value }) => value.toLowerCase().includes(wanted.value.toLowerCase()));
  const shown = isWhole.value ? found : found.slice(0, FEW);
  const most = Math.max(1, ...values.map(({ count }) => count));
  return (
    <section class="facet" aria-labelledby={`facet-${facet}`}>
      <h2 id={`facet-${facet}`}>
        {TITLES[facet]}
        <span class="quiet">{countText(total)}</span>
      </h2>
      {isWhole.value && (
        <input
          class="facet-find"
          type="text"
          placeholder="find"
          aria-label={`Find a ${facet}`}
          value={wanted.value}
          onInput={({ currentTarget }) => {
            wanted.value = currentTarget.value;
          }}
        />
      )}
      <ul>
        {shown.map(({ value, count }) => (
          <Value
            key={value}
            facet={facet}
            value={value}
            count={count}
            share={count / most}
            isKept={kept.includes(value)}
          />
        ))}
      </ul>
      {all.length > FEW && (
        <button
          type="button"
          class="more"
          aria-expanded={isWhole.value}
          onClick={() => {
            isWhole.value = !isWhole.value;
            wanted.value = '';
          }}
        >
          {isWhole.value ? 'fewer' : `${countText(all.length - FEW)} more`}
          {total > values.length && isWhole.value && ` (the ${values.length} most frequent)`}
        </button>
      )}
    </section>
  );
}

interface ValueProps {
  readonly facet: Facet;
  readonly value: string;
  readonly count: number;
  readonly share: number;
  readonly isKept: boolean;
}

function Value({ facet, value, count, share, isKept }: ValueProps): VNode {
  const slot = facet === 'type' ? slotOf(value) : undefined;
  const text = inert(value);
  return (
    <li class={`value${isKept ? ' kept' : ''}`}>
      <button
        type="button"
        class="keep"
        aria-pressed={isKept}
        title={text}
        onClick={() => go(toggled(view.value, facet, value))}
      >
        <span class="share" style={{ width: `${share * 100}%` }} />
        {facet === 'type' && <span class={`dot type-${slot ?? 'other'}`} />}
        {(facet === 'severity' || facet === 'status') && <span class={`dot level-${value}`} />}
        <span class="value-text">
          {facet === 'session' && text.length > 18 ? `${text.slice(0, 8)}…${text.slice(-6)}` : text}
        </span>
        <span class="number" title={countText(count)}>
          {count < 1e5 ? countText(count) : shortCount(count)}
        </span>
      </button>
      <button
        type="button"
        class="drop"
        aria-label={`Leave out ${facet} ${text}`}
        title="Leave these out"
        onClick={() => search(joined(view.value.where, `not (${keeps(facet, [value])})`))}
      >
        ≠
      </button>
    </li>
  );
}
