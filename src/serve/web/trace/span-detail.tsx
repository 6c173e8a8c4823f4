/** What is known of one span: when, how long, how it ended, its events, and of a tool what it was given and gave back. */
import type { VNode } from 'preact';
import type { SpanRow, TraceTool, TraceTurn } from '../../../model/span.ts';
import { inert } from '../../../render/inert.ts';
import { EventText } from '../detail/event-text.tsx';
import { lengthText, momentText } from '../parts/figures.ts';
import { go, view } from '../state/address.ts';
import { titleOf, toolOf, turnOf } from './turns.ts';

interface Props {
  readonly span: SpanRow;
  readonly turns: readonly TraceTurn[];
}

export function SpanDetail({ span, turns }: Props): VNode {
  const { zone } = view.value;
  const tool = toolOf(span, turns);
  const turn = turnOf(span, turns);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['status', span.status],
    ['start', span.start_epoch === undefined ? undefined : momentText(span.start_epoch, zone)],
    ['end', span.end_epoch === undefined ? undefined : momentText(span.end_epoch, zone)],
    ['length', span.duration_ms === undefined ? undefined : lengthText(span.duration_ms / 1000)],
    ['key', span.key],
    ['agent', span.agent],
    ['inside', span.children > 0 ? `${span.children} span${span.children === 1 ? '' : 's'}` : undefined],
    ['corrected', span.amended === undefined ? undefined : `${span.amended} times`],
  ];
  return (
    <section class="span-detail" aria-label="Span">
      <h3>
        <span class="quiet">{inert(span.name)}</span> {inert(titleOf(span))}
      </h3>
      <dl class="roles">
        {facts.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name}>
                <dt>{name}</dt>
                <dd class={name === 'status' ? `status-text-${span.status}` : ''}>{inert(value)}</dd>
              </div>
            ),
        )}
      </dl>
      <div class="detail-ways">
        {span.from !== undefined && (
          <EventLink name="first event" source={span.from.source} offset={span.from.offset} />
        )}
        {span.to !== undefined && (
          <EventLink name="last event" source={span.to.source} offset={span.to.offset} />
        )}
      </div>
      {turn !== undefined && turn.userMessage !== '' && <Text name="message" text={turn.userMessage} />}
      {tool !== undefined && <Tool tool={tool} />}
    </section>
  );
}

function Tool({ tool }: { readonly tool: TraceTool }): VNode {
  return (
    <>
      {tool.error !== null && <Text name="error" text={tool.error} />}
      {tool.arguments !== null && tool.arguments !== undefined && (
        <>
          <h4>arguments</h4>
          <EventText json={JSON.stringify(tool.arguments)} isAll={false} onAll={() => undefined} />
        </>
      )}
      {tool.result !== null && <Text name="result" text={tool.result} />}
    </>
  );
}

function Text({ name, text }: { readonly name: string; readonly text: string }): VNode {
  return (
    <>
      <h4>{name}</h4>
      <pre class="text">{text.split('\n').map(inert).join('\n').slice(0, MOST_TEXT)}</pre>
    </>
  );
}

const MOST_TEXT = 20_000;

interface LinkProps {
  readonly name: string;
  readonly source: string;
  readonly offset: number;
}

function EventLink({ name, source, offset }: LinkProps): VNode {
  return (
    <button type="button" class="button" onClick={() => go({ event: `${source}@${offset}` }, 'quietly')}>
      {name}
    </button>
  );
}
