import { formatSize } from './size';

/** A rate in bytes per second, in words: `48.2 MiB/s`. */
export function formatRate(bytesPerSecond: number): string {
  return `${formatSize(Math.round(bytesPerSecond))}/s`;
}
