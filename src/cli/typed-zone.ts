/** The zone of times as typed and shown: `--tz`, else the system's own. */
import { resolveZone } from '../base/zone.ts';
import type { Values } from './values.ts';

/** `--tz`. The system's own zone takes its time to find, so it is looked for when it is first needed. */
export function zoneOf(values: Values): () => string {
  const typed = values.text('tz');
  let zone = typed === undefined ? undefined : (values.attempt('--tz', () => resolveZone(typed)) ?? 'UTC');
  return () => {
    zone ??= resolveZone('local');
    return zone;
  };
}
