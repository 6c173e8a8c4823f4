/**
 * Whether a server is there, remembered: 5 seconds when it is, and after failures for 60, 120, 240 and 300 seconds, so that
 * a program that is watched does not wait for who watches it. Source: cli-event-broadcasting.md, "Event Emission".
 */
import { post } from './post.ts';

/** Milliseconds that an answer is remembered for. */
export interface HealthTimes {
  readonly upMs: number;
  /** After the first failure, the second, …; the last one for all further ones. */
  readonly downMs: readonly number[];
}

export const HEALTH_TIMES: HealthTimes = { upMs: 5000, downMs: [60_000, 120_000, 240_000, 300_000] };

const ANSWER_MS = 1000;

export class Health {
  private readonly url: string;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly times: HealthTimes;
  private failures = 0;
  private untilMs = Number.NEGATIVE_INFINITY;
  private up = false;
  private asking: Promise<boolean> | undefined;

  /** `url` is that of `/health`. */
  constructor(url: string, headers: Readonly<Record<string, string>>, times: HealthTimes = HEALTH_TIMES) {
    this.url = url;
    this.headers = headers;
    this.times = times;
  }

  /** From memory where it is fresh, else from the server. */
  check(): Promise<boolean> {
    if (performance.now() < this.untilMs) return Promise.resolve(this.up);
    this.asking ??= this.ask().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  /** Milliseconds until it is asked again; 0 where the server is up. */
  waitMs(): number {
    return this.up ? 0 : Math.max(0, this.untilMs - performance.now());
  }

  /** What was sent to it failed. */
  failed(): void {
    const { downMs } = this.times;
    this.up = false;
    this.untilMs = performance.now() + (downMs[Math.min(this.failures, downMs.length - 1)] ?? 0);
    this.failures++;
  }

  /** It took something. */
  worked(): void {
    this.up = true;
    this.failures = 0;
    this.untilMs = performance.now() + this.times.upMs;
  }

  private async ask(): Promise<boolean> {
    const { url, headers } = this;
    const answer = await post(url, { method: 'GET', headers, timeoutMs: ANSWER_MS });
    if (answer.kind === 'taken') this.worked();
    else this.failed();
    return this.up;
  }
}
