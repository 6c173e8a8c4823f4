/** An event's JSON as text nodes, a line a value, each scalar a way to search for it. */
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { inertJson } from '../../../render/inert.ts';
import { countText } from '../parts/figures.ts';
import { MaybeLink, webAddress } from '../parts/link.tsx';
import { view } from '../state/address.ts';
import { search } from '../state/search.ts';
import { joined } from '../state/selection.ts';
import { type JsonLine, jsonLines, type Part } from './json-text.ts';

interface Props {
  readonly json: string;
  readonly isAll: boolean;
  readonly onAll: () => void;
}

const FEW_LINES = 400;
/** A text is cut here until one asks for all. */
const LONG = 2000;

export function EventText({ json, isAll, onAll }: Props): VNode {
  const lines = useMemo(() => jsonLines(json, isAll ? undefined : FEW_LINES), [json, isAll]);
  const isCut =
    !isAll &&
    (lines.length >= FEW_LINES || lines.some(({ parts }) => parts.some(({ text }) => text.length > LONG)));
  return (
    <>
      <section class="json" aria-label="The event's own text">
        {lines.map((line, index) => (
          <Line key={index} line={line} isAll={isAll} />
        ))}
      </section>
      {isCut && (
        <button type="button" class="button wide" onClick={onAll}>
          Show all {countText(json.length)} characters
        </button>
      )}
    </>
  );
}

function Line({ line, isAll }: { readonly line: JsonLine; readonly isAll: boolean }): VNode {
  const { depth, parts, where, content } = line;
  const long = (where?.length ?? 0) > 300;
  return (
    <div class="json-line" style={{ paddingLeft: `${Math.min(depth, 30) * 14 + 4}px` }}>
      {parts.map((part) => (
        <Piece key={part.kind + part.text.length} part={part} content={content} isAll={isAll} />
      ))}
      {where !== undefined && !long && (
        <span class="json-ways">
          <button
            type="button"
            aria-label={`Only events where ${where}`}
            title={`Only: ${where}`}
            onClick={() => search(joined(view.value.where, where))}
          >
            =
          </button>
          <button
            type="button"
            aria-label={`No events where ${where}`}
            title={`Not: ${where}`}
            onClick={() => search(joined(view.value.where, `not (${where})`))}
          >
            ≠
          </button>
        </span>
      )}
    </div>
  );
}

interface PieceProps {
  readonly part: Part;
  readonly content: string | undefined;
  readonly isAll: boolean;
}

function Piece({ part: { kind, text }, content, isAll }: PieceProps): VNode {
  const shown = inertJson(isAll || text.length <= LONG ? text : `${text.slice(0, LONG)}…`);
  if (kind !== 'string' || content === undefined || webAddress(content) === undefined)
    return <span class={`json-${kind}`}>{shown}</span>;
  return (
    <span class="json-string">
      <MaybeLink text={content}>{shown}</MaybeLink>
    </span>
  );
}
