/**
 * Breadcrumbs: `s_1b969d39/c_1/g_a74cf99/p_none/t_1765343222`, and the old form `C60/abc12345/ead030a`.
 * Source of the rules: dialects.md, macf.
 */
import { localToUs } from './zone.ts';

/** The parts as written; `none` is absent for git and prompt. `t` is in seconds since the epoch. */
export interface Crumb {
  readonly s: string;
  readonly c: number;
  readonly g?: string;
  readonly p?: string;
  readonly t?: number;
}

/**
 * Reads a breadcrumb, or gives undefined: fewer than three parts, no session, no cycle, or a cycle or time that is no
 * integer. `zone` is that of a `t` written `YYYYMMDD_HHMM`.
 */
export function parseCrumb(text: string, zone: string): Crumb | undefined {
  const parts = text.split('/');
  if (parts.length < 3) return undefined;
  const old = oldForm(parts);
  if (old) return old;
  const found: Partial<Record<string, string>> = {};
  for (const part of parts) {
    const cut = part.indexOf('_');
    if (cut === 1) found[part[0]!] = part.slice(2);
  }
  const { s, c, g, p, t } = found;
  if (!s || c === undefined || !INTEGER.test(c)) return undefined;
  const seconds = t === undefined ? undefined : crumbSeconds(t, zone);
  if (Number.isNaN(seconds)) return undefined;
  return {
    s,
    c: Number(c),
    ...(g && g !== 'none' ? { g } : {}),
    ...(p && p !== 'none' ? { p } : {}),
    ...(seconds === undefined ? {} : { t: seconds }),
  };
}

const INTEGER = /^-?\d{1,15}$/;
const OLD_CYCLE = /^C(\d{1,15})$/;
const OLD_SESSION = /^[0-9A-Za-z-]{8}$/;
const OLD_PROMPT = /^[0-9A-Za-z]{7,8}$/;
const LOCAL_TIME = /^(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)$/;

function oldForm(parts: readonly string[]): Crumb | undefined {
  const cycle = OLD_CYCLE.exec(parts[0]!);
  if (!cycle || !OLD_SESSION.test(parts[1]!) || !OLD_PROMPT.test(parts[2]!)) return undefined;
  return { s: parts[1]!, c: Number(cycle[1]), p: parts[2]! };
}

function crumbSeconds(text: string, zone: string): number {
  if (INTEGER.test(text)) return Number(text);
  const local = LOCAL_TIME.exec(text);
  if (!local) return Number.NaN;
  const [year, month, day, hour, minute] = local.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return localToUs(zone, Date.UTC(year, month - 1, day, hour, minute) * 1000) / 1e6;
}
