/** The part of a test that names sessions, for rows whose session was read before it was known which one is wanted. */
import type { Test } from '../model/plan.ts';
import { type Holds, textHolds } from './value.ts';

/** Whether a session passes every session test of a conjunction. */
export function sessionTestOf(test: Test): Holds {
  if (test.kind === 'session') return textHolds(test);
  if (test.kind !== 'and') return () => true;
  const all = test.of.map(sessionTestOf);
  return (session) => all.every((holds) => holds(session));
}
