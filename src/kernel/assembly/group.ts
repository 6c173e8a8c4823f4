/**
 * Groups the lines of a batch by the codes of a dictionary column: of each code that occurs how many lines, how many ok and
 * failed, the least and the greatest time. A group is `[code i32][count u32][ok u32][error u32][first f64][last f64]`.
 */

const GROUP_SIZE: u32 = 32;
const NO_COLUMN: usize = 0;

/**
 * Writes the groups of lines 0 to `count` to `out`, in the order of their first lines; gives their number. `places` has a
 * zero for each code and one for none (-1) before them; `times` and `statuses` are 0 where nothing is asked of them.
 */
export function group(
  codes: usize,
  count: u32,
  places: usize,
  out: usize,
  times: usize,
  statuses: usize,
  ok: i32,
  error: i32,
): u32 {
  let groups: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const code = load<i32>(codes + i * 4);
    const place = places + <usize>((code + 1) * 4);
    let n = load<u32>(place);
    if (n == 0) {
      n = ++groups;
      store<u32>(place, n);
      const fresh = out + (n - 1) * GROUP_SIZE;
      store<i32>(fresh, code);
      store<u32>(fresh, 0, 4);
      store<u64>(fresh, 0, 8);
      store<f64>(fresh, Infinity, 16);
      store<f64>(fresh, -Infinity, 24);
    }
    const at = out + (n - 1) * GROUP_SIZE;
    store<u32>(at, load<u32>(at, 4) + 1, 4);
    if (times != NO_COLUMN) {
      const us = load<f64>(times + i * 8);
      if (us < load<f64>(at, 16)) store<f64>(at, us, 16);
      if (us > load<f64>(at, 24)) store<f64>(at, us, 24);
    }
    if (statuses != NO_COLUMN) {
      const status = load<i32>(statuses + i * 4);
      if (status >= 0) {
        if (status == ok) store<u32>(at, load<u32>(at, 8) + 1, 8);
        else if (status == error) store<u32>(at, load<u32>(at, 12) + 1, 12);
      }
    }
  }
  for (let n: u32 = 0; n < groups; n++) {
    const code = load<i32>(out + n * GROUP_SIZE);
    store<u32>(places + <usize>((code + 1) * 4), 0);
  }
  return groups;
}
