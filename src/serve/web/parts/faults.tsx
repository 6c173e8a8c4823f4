/** What was asked wrongly, where it was typed: the text with its wrong part marked, what was expected, a hint. */
import type { VNode } from 'preact';
import { inert } from '../../../render/inert.ts';
import type { AskedWrongly } from '../state/answers.ts';

interface Props {
  readonly id: string;
  readonly faults: readonly AskedWrongly[];
}

/** All of them, said aloud as they come; nothing where there is none. */
export function Faults({ id, faults }: Props): VNode {
  return (
    <div id={id} class="faults" role="alert" aria-live="assertive">
      {faults.map((fault) => (
        <div class="fault" key={`${fault.code} ${fault.message}`}>
          {fault.span !== undefined && <Pointed {...fault.span} />}
          <p class="fault-message">{inert(fault.message)}</p>
          {fault.hint !== undefined && <p class="fault-hint">{inert(fault.hint)}</p>}
        </div>
      ))}
    </div>
  );
}

interface Span {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function Pointed({ text, start, end }: Span): VNode {
  const before = inert(text.slice(0, start));
  const wrong = inert(text.slice(start, Math.max(start, end)));
  return (
    <pre class="fault-text">
      {before}
      <mark>{wrong === '' ? ' ' : wrong}</mark>
      {inert(text.slice(Math.max(start, end)))}
      {'\n'}
      <span class="caret" aria-hidden="true">
        {' '.repeat([...before].length)}
        {'^'.repeat(Math.max(1, [...wrong].length))}
      </span>
    </pre>
  );
}
