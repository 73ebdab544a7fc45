import { expect, test } from 'vitest';
import { formatSize } from './size';

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [1023, '1023 bytes'],
  [1024, '1.0 KiB'],
  [1536, '1.5 KiB'],
  [1024 ** 2 - 1, '1.0 MiB'],
  [239_352, '233.7 KiB'],
  [1024 ** 3, '1.0 GiB'],
  [4 * 1024 ** 3 - 1, '4.0 GiB'],
  [8192 * 1024 ** 2, '8.0 GiB'],
])('%i bytes read as %s', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});
