/** Roles: what the tool reads off an event, whatever its dialect calls it. Source: dialects.md. */

export const ROLES = [
  'time',
  'type',
  'session',
  'cycle',
  'git',
  'prompt',
  'agent',
  'workflow',
  'trace',
  'severity',
  'importance',
  'duration',
  'status',
  'tokens',
  'cost',
  'message',
  'summary',
  'dialect',
  'source',
] as const;

export type Role = (typeof ROLES)[number];

/** How a role compares: as an instant, as a number, or as text. `severity` is text that also ranks. */
export type RoleKind = 'time' | 'number' | 'text';

/** The kind of a role. `duration` is in milliseconds. */
export function roleKind(role: Role): RoleKind {
  if (role === 'time') return 'time';
  if (role === 'importance' || role === 'duration' || role === 'tokens' || role === 'cost') return 'number';
  return 'text';
}

/** Severity levels from the mildest to the worst; the place in this list is the rank. */
export const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'fatal'] as const;
export type Level = (typeof LEVELS)[number];
