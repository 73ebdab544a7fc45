import { expect, test } from 'vitest';
import { randomCard } from '../../../../test-support/custody/cards';
import { randomSource } from '../../../../test-support/random';
import { SalvorError } from '../../errors';
import { decodeCard, encodeCard } from './card-text';
import { qrModules, qrSvg, readQr } from './qr';

/** RGBA pixels of modules, each of them `scale` pixels wide, black on white or the given greys. */
function picture(modules: boolean[][], scale: number, dark = 0, light = 255) {
  const size = modules.length * scale;
  const data = new Uint8ClampedArray(size * size * 4);
  for (let at = 0; at < size * size; at++) {
    const isDark = modules[Math.floor(at / size / scale)]?.[Math.floor((at % size) / scale)];
    data.fill(isDark ? dark : light, at * 4, at * 4 + 3);
    data[at * 4 + 3] = 255;
  }
  return { width: size, height: size, data };
}

test.each([
  ['a share alone', null, 41],
  ['a card with a reference to an escrow file', 32, 53],
  ['a card with one key of 32 bytes', 100, 69],
  ['a card with 64 bytes', 145, 65],
  ['the largest card', 255, 81],
])('%s goes into a code and comes back', (_, carried, modules) => {
  const card = randomCard(randomSource('qr'), carried);
  const { qr } = encodeCard(card);
  const code = qrModules(qr);
  expect(code.length - 8).toBe(modules);
  expect(decodeCard(readQr(picture(code, 4)))).toEqual(card);
  expect(readQr(picture(code, 3, 70, 180))).toBe(qr);
});

test('a code with a blot on it still reads', () => {
  const { qr } = encodeCard(randomCard(randomSource('blot'), 100));
  const code = qrModules(qr).map((row, y) => row.map((dark, x) => dark || (x > 38 && x < 50 && y > 38 && y < 50)));
  expect(readQr(picture(code, 4))).toBe(qr);
});

test('the SVG has black modules and no script', () => {
  const svg = qrSvg(encodeCard(randomCard(randomSource('svg'), 100)).qr);
  expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 77 77"/);
  expect(svg).not.toMatch(/<script|href|on\w+=/);
});

test('a picture without a code is refused', () => {
  const blank = picture(
    Array.from({ length: 60 }, () => Array.from({ length: 60 }, () => false)),
    4,
  );
  expect(() => readQr(blank)).toThrow(SalvorError);
});
