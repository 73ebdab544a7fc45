const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/**
 * A number of bytes in words: whole bytes below 1 KiB, then one decimal in binary units ("12.4 MiB"). It rounds
 * to the nearest tenth, so it is for reading, never for comparing.
 */
export function formatSize(bytes: number): string {
  if (Math.abs(bytes) < 1024) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  let value = bytes / 1024;
  let unit = 0;
  // 1023.95 would read "1024.0": it belongs to the next unit.
  while (Math.abs(value) >= 1023.95 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(1)} ${UNITS[unit]}`;
}
