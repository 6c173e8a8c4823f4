/**
 * A screen of its own in the terminal, redrawn in place. Invariant: however it ends, the terminal is left as it was found:
 * the other screen, the cursor shown. Standard sequences of xterm, which every terminal in use knows.
 */
import type { Sink } from './world.ts';

const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const TO_LINE_END = '\u001b[K';
const TO_SCREEN_END = '\u001b[J';

export class Screen {
  private readonly stream: Sink;
  private readonly onResize: () => void;
  private open = false;

  /** Enters the screen. `onResize` is called when the terminal has another size, to draw anew. */
  constructor(stream: Sink, onResize: () => void) {
    this.stream = stream;
    this.onResize = onResize;
    stream.on('resize', onResize);
    stream.write(ENTER);
    this.open = true;
  }

  get width(): number {
    return this.stream.columns ?? 80;
  }

  get height(): number {
    return this.stream.rows ?? 24;
  }

  /** Lines in place of those before; at most `height`, none wider than `width`. Nothing after it was left. */
  draw(lines: readonly string[]): void {
    if (!this.open) return;
    this.stream.write(HOME + lines.map((line) => line + TO_LINE_END).join('\r\n') + TO_SCREEN_END);
  }

  /** Gives the terminal back; again does nothing. */
  leave(): void {
    if (!this.open) return;
    this.open = false;
    this.stream.removeListener('resize', this.onResize);
    this.stream.write(LEAVE);
  }
}
