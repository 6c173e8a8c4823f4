/** The metrics tab: rolling windows side by side, what happened in them by type, and the server's own figures. */
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import type { MetricsSnapshot } from '../../../model/metrics.ts';
import { inert } from '../../../render/inert.ts';
import { Faults } from '../parts/faults.tsx';
import { bytesText, countText, lengthText, momentText } from '../parts/figures.ts';
import { Spark } from '../parts/spark.tsx';
import { view } from '../state/address.ts';
import type { MetricsAnswer } from '../state/answers.ts';
import { slotOf } from '../state/palette.ts';
import { metrics, metricsEnd, windows } from '../state/sessions.ts';
import { shownGroups } from './figures.ts';

const TYPES = 14;

export function Metrics(): VNode {
  const { value } = metrics.value;
  const isLast = metricsEnd.value === 'last';
  const { status, faults } = isLast ? windows.value : metrics.value;
  const picked = useSignal('1h');
  const shown = isLast
    ? (windows.value.value?.windows ?? []).map((each) => [windowName(each), each] as const)
    : Object.entries(value?.windows ?? {});
  const snapshot = (shown.find(([name]) => name === picked.value) ?? shown.at(-1))?.[1];
  return (
    <div class="metrics">
      <div class="metrics-bar">
        <fieldset class="choice">
          <legend>Windows end</legend>
          {(['last', 'now'] as const).map((end) => (
            <label key={end}>
              <input
                type="radio"
                name="metrics-end"
                checked={metricsEnd.value === end}
                onChange={() => {
                  metricsEnd.value = end;
                }}
              />
              {end === 'last' ? 'at the last event' : 'now'}
            </label>
          ))}
        </fieldset>
        {snapshot !== undefined && (
          <span class="quiet mono">{momentText(snapshot.timestamp, view.value.zone, 1)}</span>
        )}
      </div>
      <Faults id="metrics-faults" faults={status === 'failed' ? faults : []} />
      {snapshot !== undefined && (
        <>
          <Windows windows={shown} picked={picked.value} onPick={(name) => (picked.value = name)} />
          <ByType name={picked.value} snapshot={snapshot} />
        </>
      )}
      {value !== undefined && <Served answer={value} />}
      {status === 'ready' && shown.length === 0 && (
        <p class="nothing">No event that fulfils all of this has a time.</p>
      )}
    </div>
  );
}

/** `1m`, `1h`: as the API names them. */
function windowName({ window_size_seconds: seconds }: MetricsSnapshot): string {
  return seconds % 3600 === 0 ? `${seconds / 3600}h` : `${seconds / 60}m`;
}

interface WindowsProps {
  readonly windows: readonly (readonly [string, MetricsSnapshot])[];
  readonly picked: string;
  readonly onPick: (name: string) => void;
}

function Windows({ windows, picked, onPick }: WindowsProps): VNode {
  const snapshots = windows.map(([, snapshot]) => snapshot);
  const isSketch = snapshots.some(({ percentiles_exact }) => percentiles_exact === false);
  return (
    <table class="windows">
      <caption class="visually-hidden">Figures of rolling windows</caption>
      <thead>
        <tr>
          <td />
          {windows.map(([name, { activity, total_events }]) => (
            <th key={name} scope="col" class={name === picked ? 'picked' : ''}>
              <button type="button" aria-pressed={name === picked} onClick={() => onPick(name)}>
                {name}
              </button>
              <Spark counts={activity} label={`${total_events} events in ${name}`} />
            </th>
          ))}
        </tr>
      </thead>
      {shownGroups(snapshots).map(({ name, figures }) => (
        <tbody key={name}>
          <tr class="group-name">
            <th scope="rowgroup" colSpan={windows.length + 1}>
              {name}
              {name === 'Duration' && isSketch && <span class="quiet"> within 1 %</span>}
            </th>
          </tr>
          {figures.map((figure) => (
            <tr key={figure.name}>
              <th scope="row">{figure.name}</th>
              {windows.map(([window, snapshot]) => (
                <td
                  key={window}
                  class={`number${figure.warns?.(snapshot) ? ' is-error' : ''}${window === picked ? ' picked' : ''}`}
                >
                  {figure.text(snapshot) ?? <span class="quiet">·</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

function ByType({ name, snapshot }: { readonly name: string; readonly snapshot: MetricsSnapshot }): VNode {
  const types = Object.entries(snapshot.events_by_type).sort((a, b) => b[1] - a[1]);
  const most = Math.max(1, types[0]?.[1] ?? 0);
  return (
    <section class="by-type" aria-labelledby="by-type">
      <h3 id="by-type">
        By type, <span class="mono">{name}</span>
      </h3>
      {types.length === 0 && <p class="quiet">Nothing happened in this window.</p>}
      <ul>
        {types.slice(0, TYPES).map(([type, count]) => (
          <li key={type} class="value">
            <span class="share" style={{ width: `${(count / most) * 100}%` }} />
            <span class={`dot type-${slotOf(type) ?? 'other'}`} />
            <span class="value-text">{inert(type)}</span>
            <span class="number">{countText(count)}</span>
          </li>
        ))}
      </ul>
      {types.length > TYPES && <p class="quiet">and {countText(types.length - TYPES)} more types</p>}
    </section>
  );
}

function Served({ answer: { server, cumulative } }: { readonly answer: MetricsAnswer }): VNode {
  const facts: readonly (readonly [string, string])[] = [
    ['events in all', countText(cumulative.events)],
    ['up', lengthText(server.uptime_seconds)],
    ['streams', `${server.connections.sse} SSE, ${server.connections.websocket} WebSocket`],
    ['sent', `${countText(server.events.broadcast)} events, ${bytesText(server.bytes.sent)}`],
    ['taken in', countText(server.events.emitted)],
    ['rejected', countText(server.events.rejected)],
    ['gaps told', countText(server.gaps)],
  ];
  return (
    <section class="served" aria-labelledby="served">
      <h3 id="served">Server</h3>
      <dl class="roles">
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
