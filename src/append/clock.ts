/** The system's clock in microseconds: its own resolution in Node is a millisecond, the rest comes from the monotonic one. */

/** How far the two may drift apart before the clock was set anew, in milliseconds. */
const MOST_DRIFT_MS = 2;

let offsetMs = Date.now() - performance.now();

/** Microseconds since 1970, whole. Follows the system's clock where it is set or the machine slept. */
export function systemNowUs(): number {
  const dateMs = Date.now();
  let nowMs = performance.now() + offsetMs;
  if (Math.abs(nowMs - dateMs) > MOST_DRIFT_MS) {
    offsetMs += dateMs - nowMs;
    nowMs = dateMs;
  }
  return Math.round(nowMs * 1000);
}
