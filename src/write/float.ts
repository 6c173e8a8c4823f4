/** Doubles as Python prints them (`repr`): the shortest digits that read back, at least one decimal, exponents of two digits. */

/** Python goes over to an exponent from here on, in powers of ten. */
const LEAST_EXPONENT = -4;
const MOST_EXPONENT = 15;

/** `3600.0`, `1765343222.1145039`, `1e-05`, `1.5e+16`; `nan` and `inf` have no such text and are given as JavaScript's. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [digits = '0', power = '0'] = Math.abs(value).toExponential().split('e');
  const exponent = Number(power);
  if (exponent < LEAST_EXPONENT || exponent > MOST_EXPONENT) {
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${sign}${digits}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  return sign + plain(digits.replace('.', ''), exponent);
}

/** The digits d1d2d3… of d1.d2d3… × 10^exponent, with a point and a digit on each side of it. */
function plain(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${whole}.${digits.slice(exponent + 1) || '0'}`;
}
