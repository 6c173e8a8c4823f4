/** An instant as a dialect's own writers write it. `us` is whole microseconds since 1970. */
import { unreachable } from '../base/fault.ts';
import { formatUtc } from '../base/instant.ts';
import { floatText } from './float.ts';
import { type ExactNumber, exactNumber } from './spell.ts';

/** How a log writes its times: ISO 8601 with six decimals, or a number since 1970 in one of four units. */
export type TimeStyle = 'iso-z' | 'iso-offset' | 's' | 'ms' | 'us' | 'ns';

/** `2025-11-09T13:45:23.120456Z`, `2025-11-25T10:00:00.123456+00:00`, or `1765343222.1145039` as Python prints it. */
export function timeText(us: number, style: TimeStyle): string | ExactNumber {
  switch (style) {
    case 'iso-z':
      return formatUtc(us);
    case 'iso-offset':
      return formatUtc(us).replace('Z', '+00:00');
    case 's':
      return exactNumber(floatText(us / 1e6));
    case 'ms':
      return exactNumber(String(Math.floor(us / 1000)));
    case 'us':
      return exactNumber(String(us));
    case 'ns':
      return exactNumber(`${us}000`);
    default:
      return unreachable(style);
  }
}
