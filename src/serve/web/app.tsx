/** The page: its parts in their places. Everything that is shown follows the view; see state/start.ts. */
import { render, type VNode } from 'preact';
import { Detail } from './detail/detail.tsx';
import { Facets } from './facets/facets.tsx';
import { Help } from './help/help.tsx';
import { followKeys, isHelpOpen } from './help/keys.ts';
import { Events } from './list/events.tsx';
import { Metrics } from './metrics/metrics.tsx';
import { Button, Icon } from './parts/button.tsx';
import { countText } from './parts/figures.ts';
import { Live, Messages } from './parts/live.tsx';
import { followMenus } from './parts/menus.ts';
import { isNarrow } from './parts/narrow.ts';
import { Status } from './parts/status.tsx';
import { Search } from './search/search.tsx';
import { go, view } from './state/address.ts';
import { total } from './state/overview.ts';
import { followSearch } from './state/search.ts';
import { start } from './state/start.ts';
import { isDark, turnTheme } from './state/theme.ts';
import { TABS, type Tab } from './state/view.ts';
import { Outline } from './time/outline.tsx';
import { RangeBar } from './time/range-bar.tsx';
import { TimeAxis } from './time/time-axis.tsx';
import { Sessions } from './trace/sessions.tsx';

function App(): VNode {
  const { tab, event } = view.value;
  return (
    <div class={`app${event === '' ? '' : ' with-detail'}`}>
      <header class="top">
        <h1>
          <a href="/" class="brand">
            inquest
          </a>
        </h1>
        <Search />
        <Live />
        <Button label={isDark.value ? 'Light' : 'Dark'} shortcut="t" onPress={turnTheme} class="bare">
          <Icon name={isDark.value ? 'sun' : 'moon'} />
        </Button>
        <Button label="Help" shortcut="?" onPress={() => (isHelpOpen.value = true)} class="bare">
          <span class="icon-text" aria-hidden="true">
            ?
          </span>
        </Button>
      </header>
      <Messages />
      <section class="time" aria-label="Time">
        <RangeBar />
        <TimeAxis />
        <Outline />
      </section>
      {isNarrow.value ? (
        <details class="side">
          <summary>Facets</summary>
          <Facets />
        </details>
      ) : (
        <div class="side">
          <Facets />
        </div>
      )}
      <main class="middle">
        <div class="tabs" role="tablist" aria-label="What is shown" onKeyDown={turnTab}>
          {TABS.map((name) => (
            <button
              key={name}
              id={`tab-${name}`}
              type="button"
              role="tab"
              aria-selected={name === tab}
              aria-controls="panel"
              tabIndex={name === tab ? 0 : -1}
              onClick={() => go({ tab: name })}
            >
              {TITLES[name]}
              {name === 'events' && total.value !== undefined && (
                <span class="quiet">{countText(total.value)}</span>
              )}
            </button>
          ))}
        </div>
        <div id="panel" class="panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
          {tab === 'events' && <Events />}
          {tab === 'sessions' && <Sessions />}
          {tab === 'metrics' && <Metrics />}
        </div>
      </main>
      <Detail />
      <Status />
      <Help />
    </div>
  );
}

const TITLES: Readonly<Record<Tab, string>> = { events: 'Events', sessions: 'Sessions', metrics: 'Metrics' };

function turnTab(event: KeyboardEvent): void {
  const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (by === 0) return;
  event.preventDefault();
  const next = TABS[(TABS.indexOf(view.peek().tab) + by + TABS.length) % TABS.length]!;
  go({ tab: next });
  document.getElementById(`tab-${next}`)?.focus();
}

start();
followSearch();
followKeys();
followMenus();
render(<App />, document.getElementById('app')!);
