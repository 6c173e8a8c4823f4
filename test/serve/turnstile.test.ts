/** Few at a time, in order; who stops waiting takes no place; too many are turned away. */
import { expect, test } from 'vitest';
import { TurnedAway, turnstile } from '../../src/serve/turnstile.ts';

interface Visit {
  readonly done: Promise<string>;
  finish(): void;
}

function visits(inside: number, outside: number) {
  const gate = turnstile(inside, outside);
  const entered: string[] = [];
  const visit = (name: string, signal: AbortSignal = new AbortController().signal): Visit => {
    let finish: () => void = () => undefined;
    const work = new Promise<string>((resolve) => {
      finish = () => resolve(name);
    });
    const enter = (): Promise<string> => {
      entered.push(name);
      return work;
    };
    const done = gate.pass(enter, signal);
    done.catch(() => undefined);
    return { done, finish: () => finish() };
  };
  return { entered, visit };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('two at a time, the others in order', async () => {
  const { entered, visit } = visits(2, 10);
  const [a, , c] = ['a', 'b', 'c', 'd'].map((name) => visit(name));
  await turn();
  expect(entered).toEqual(['a', 'b']);
  a?.finish();
  expect(await a?.done).toBe('a');
  await turn();
  expect(entered).toEqual(['a', 'b', 'c']);
  c?.finish();
  await turn();
  expect(entered).toEqual(['a', 'b', 'c', 'd']);
});

test('who stops waiting is passed over', async () => {
  const { entered, visit } = visits(1, 10);
  const left = new AbortController();
  const a = visit('a');
  const b = visit('b', left.signal);
  visit('c');
  left.abort(new Error('left'));
  await expect(b.done).rejects.toThrow('left');
  a.finish();
  await turn();
  await turn();
  expect(entered).toEqual(['a', 'c']);
});

test('beyond the room that there is, they are turned away', async () => {
  const { visit } = visits(1, 1);
  visit('a');
  visit('b');
  await expect(visit('c').done).rejects.toThrow(TurnedAway);
});

test('work that fails gives its place back', async () => {
  const gate = turnstile(1, 1);
  const { signal } = new AbortController();
  await expect(gate.pass(() => Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  expect(await gate.pass(() => Promise.resolve(1), signal)).toBe(1);
});
