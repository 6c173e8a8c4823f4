/** What a number of things must be: `none`, `some`, `=3`, `<10`. One language for `--expect` and for rules. */
import { Fault, unreachable } from './fault.ts';

export interface Expect {
  readonly op: '=' | '!=' | '<' | '<=' | '>' | '>=';
  readonly count: number;
}

/** `none`, `some`, `=3`, `!=0`, `<10`, `>=1`, or `3`. Throws Fault 'bad-expect'. */
export function parseExpect(text: string): Expect {
  if (text === 'none') return { op: '=', count: 0 };
  if (text === 'some') return { op: '>', count: 0 };
  const [, op = '', digits] = /^(=|==|!=|<|<=|>|>=)?\s*(\d{1,15})$/.exec(text.trim()) ?? [];
  if (digits === undefined) {
    const message = "expected none, some, or a count such as '=3', '<10', '>=1'";
    throw new Fault({ code: 'bad-expect', message, span: { text, start: 0, end: text.length } });
  }
  const known = op === '' || op === '==' ? '=' : (op as Expect['op']);
  return { op: known, count: Number(digits) };
}

/** Whether a count is as expected. */
export function meets(found: number, { op, count }: Expect): boolean {
  switch (op) {
    case '=':
      return found === count;
    case '!=':
      return found !== count;
    case '<':
      return found < count;
    case '<=':
      return found <= count;
    case '>':
      return found > count;
    case '>=':
      return found >= count;
    default:
      return unreachable(op);
  }
}

/** As it is typed, in the plainest form. */
export function expectText({ op, count }: Expect): string {
  if (count === 0 && op === '=') return 'none';
  if (count === 0 && op === '>') return 'some';
  return op === '=' ? String(count) : `${op}${count}`;
}
