/** A small picture of counts in equal slices of time. */
import type { VNode } from 'preact';

interface Props {
  readonly counts: readonly number[];
  readonly label: string;
}

/** Bars as high as their share of the highest. */
export function Spark({ counts, label }: Props): VNode {
  const most = Math.max(1, ...counts);
  const size = Math.max(1, counts.length);
  const path = counts
    .map((count, index) => {
      const height = count === 0 ? 0 : Math.max(0.6, (count / most) * 20);
      return `M${index + 0.1} 20v${-height}h0.8v${height}z`;
    })
    .join('');
  return (
    <svg class="spark" viewBox={`0 0 ${size} 20`} preserveAspectRatio="none" role="img" aria-label={label}>
      <path d={path} />
    </svg>
  );
}
