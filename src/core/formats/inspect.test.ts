import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { SalvorError } from '../errors';
import { inspectFile } from './inspect';
import { beginsAsZip, zipEndsHere } from './zip';

const folder = mkdtempSync(join(tmpdir(), 'salvor-inspect-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(bytes: Uint8Array): string {
  const path = join(folder, `${Math.random()}.zip`);
  writeFileSync(path, bytes);
  return path;
}

async function failureOf(path: string) {
  return inspectFile(path).then(
    () => null,
    (error: unknown) => (error instanceof SalvorError ? error.failure : error),
  );
}

describe('inspecting', () => {
  test('knows an envelope by its first bytes, whatever its name', async () => {
    expect(await inspectFile('test-vectors/portal-full.zip.enc')).toEqual({
      path: 'test-vectors/portal-full.zip.enc',
      bytes: 239_476,
      format: 'tspepk01',
      encrypted: true,
      needs: 'private-key',
      headerBytes: 52,
      holds: 'portal-export',
      ending: '.zip',
      said: {},
    });
    expect((await inspectFile(fileOf(Buffer.from(`TSPEPK01${'x'.repeat(60)}`)))).format).toBe('tspepk01');
  });

  test('knows a plain export', async () => {
    expect(await inspectFile('test-vectors/portal-full.zip')).toMatchObject({
      format: 'zip',
      encrypted: false,
      needs: 'nothing',
    });
  });

  test.each([
    ['portal-full.tspb1.enc', 'tspb-v1', 'portal-export', '.zip'],
    ['portal-full.zip', 'zip', 'portal-export', '.zip'],
    ['proisp_full_20260514_140530.proisp.bak', 'proxpanel-v2', 'dump', '.dump'],
    ['vaultterm-2026-11-20.sql.gz', 'gzip', 'anything', ''],
  ])('tells what %s is to hold', async (name, format, holds, ending) => {
    expect(await inspectFile(join('test-vectors', name))).toMatchObject({ format, holds, ending });
  });

  test.each([
    ['a changed magic', 'test-vectors/bad-magic.enc', 'newer-envelope'],
    ['an empty file', fileOf(Buffer.alloc(0)), 'empty'],
    ['two bytes', fileOf(Buffer.from('TS')), 'text'],
    ['a web page', fileOf(Buffer.from('<!doctype html><title>hello</title>')), 'html'],
    ['SQL in UTF-16', fileOf(Buffer.from('\uFEFF-- PostgreSQL database dump\n', 'utf16le')), 'utf-16-text'],
  ])('refuses %s as no known archive, and says what it looks like', async (_what, path, found) => {
    expect(await failureOf(path)).toEqual({ code: 'unknown-format', params: { found } });
  });

  test.each([8, 40, 52, 67])('tells a header that ends after %i bytes', async (bytes) => {
    expect(await failureOf(fileOf(Buffer.from(`TSPEPK01${'x'.repeat(100)}`).subarray(0, bytes)))).toEqual({
      code: 'header-cut-short',
      params: { have: bytes, need: 68 },
    });
  });

  test('says which file cannot be read', async () => {
    expect(await failureOf(join(folder, 'none'))).toEqual({
      code: 'file-unreadable',
      params: { path: join(folder, 'none'), reason: 'ENOENT' },
    });
    expect(await failureOf(folder)).toMatchObject({ code: 'file-unreadable', params: { reason: 'EISDIR' } });
  });
});

describe('a zip', () => {
  const local = Buffer.from('504b03041400000008000000', 'hex');
  const end = Buffer.concat([Buffer.from('504b0506', 'hex'), Buffer.alloc(18)]);

  test('is known by more than its signature', () => {
    expect(beginsAsZip(local)).toBe(true);
    expect(beginsAsZip(end)).toBe(true);
    expect(beginsAsZip(Buffer.from('504b0304ffff00000800', 'hex'))).toBe(false);
    expect(beginsAsZip(Buffer.from('504b03041400000000ff', 'hex'))).toBe(false);
    expect(beginsAsZip(local.subarray(0, 6))).toBe(false);
  });

  test('ends where its end record says', () => {
    const commented = Buffer.concat([end.subarray(0, 20), Buffer.from([3, 0]), Buffer.from('abc')]);
    expect(zipEndsHere(Buffer.concat([Buffer.alloc(50, 1), end]))).toBe(true);
    expect(zipEndsHere(Buffer.concat([Buffer.alloc(50, 1), commented]))).toBe(true);
    expect(zipEndsHere(commented.subarray(0, -1))).toBe(false);
    expect(zipEndsHere(Buffer.concat([end, Buffer.alloc(16)]))).toBe(false);
    expect(zipEndsHere(Buffer.alloc(0))).toBe(false);
  });
});
