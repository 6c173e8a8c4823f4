/** The line at the foot: what was read, how long it took, and what the answer must say beside itself. */
import type { VNode } from 'preact';
import type { Note, NoteKind } from '../../../model/note.ts';
import type { SourceReport } from '../../../model/report.ts';
import { inert } from '../../../render/inert.ts';
import { go } from '../state/address.ts';
import { overview, total } from '../state/overview.ts';
import { bytesText, countText, lengthText } from './figures.ts';

/** Kinds that say that the answer is not whole. */
const GRAVE: ReadonlySet<NoteKind> = new Set(['damaged', 'capped', 'truncated-input', 'unreadable']);

export function Status(): VNode {
  const { status, value, ms, faults } = overview.value;
  const sources = value?.sources ?? [];
  const notes = value?.notes ?? [];
  const bytes = sources.reduce((sum, each) => sum + (each.bytes ?? 0), 0);
  const refused = faults.filter(({ parameter }) => parameter === undefined);
  return (
    <footer class="status">
      <span role="status" aria-live="polite">
        {status === 'loading' && 'reading …'}
        {status === 'failed' && refused.length > 0 && (
          <span class="is-error">{inert(refused[0]?.message ?? '')}</span>
        )}
        {status === 'ready' && `${countText(total.value ?? 0)} events`}
      </span>
      {status === 'ready' && ms !== undefined && (
        <span class="quiet">
          {bytesText(bytes)} read in {lengthText(ms / 1000)}
        </span>
      )}
      <Sources sources={sources} />
      <Notes notes={notes} />
    </footer>
  );
}

function Sources({ sources }: { readonly sources: readonly SourceReport[] }): VNode | null {
  if (sources.length === 0) return null;
  return (
    <details class="menu up">
      <summary>
        {sources.length} log{sources.length === 1 ? '' : 's'}
      </summary>
      <div class="menu-body">
        <table>
          <thead>
            <tr>
              <th scope="col">Log</th>
              <th scope="col">Dialect</th>
              <th scope="col" class="number">
                Events
              </th>
              <th scope="col" class="number">
                Damaged
              </th>
              <th scope="col" class="number">
                Bytes
              </th>
            </tr>
          </thead>
          <tbody>
            {sources.map(({ path, dialect, events, damaged, bytes }) => (
              <tr key={path}>
                <td class="mono">{inert(path)}</td>
                <td>{inert(dialect)}</td>
                <td class="number">{events === undefined ? '' : countText(events)}</td>
                <td class={`number${(damaged ?? 0) > 0 ? ' is-error' : ''}`}>
                  {damaged === undefined ? '' : countText(damaged)}
                </td>
                <td class="number">{bytes === undefined ? '' : bytesText(bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Notes({ notes }: { readonly notes: readonly Note[] }): VNode | null {
  if (notes.length === 0) return null;
  const isGrave = notes.some(({ kind }) => GRAVE.has(kind));
  return (
    <details class={`menu up${isGrave ? ' grave' : ''}`}>
      <summary>
        {isGrave && '⚠ '}
        {notes.length} note{notes.length === 1 ? '' : 's'}
      </summary>
      <ul class="menu-body notes">
        {notes.map(({ kind, message, places }) => (
          <li key={kind + message}>
            <span class={GRAVE.has(kind) ? 'is-grave' : ''}>{inert(message)}</span>
            {places.slice(0, 3).map(({ source, offset }) =>
              offset === undefined ? (
                <code key={source}>{inert(source)}</code>
              ) : (
                <button
                  key={`${source}@${offset}`}
                  type="button"
                  class="place"
                  onClick={() => go({ event: `${source}@${offset}` }, 'quietly')}
                >
                  {inert(source)}@{offset}
                </button>
              ),
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
