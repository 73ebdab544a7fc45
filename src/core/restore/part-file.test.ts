import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { PartFile } from './part-file';
import { lookAtDestination, requireRoom } from './preflight';

const root = mkdtempSync(join(tmpdir(), 'salvor-part-'));
let folder: string;
let target: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
  target = join(folder, 'import.zip');
});
afterAll(() => rmSync(root, { recursive: true }));

const failure = (code: string) => expect.objectContaining({ failure: expect.objectContaining({ code }) as unknown });

describe('a part file', () => {
  it('is private and called .part until it is placed', async () => {
    const part = await PartFile.create(target);
    await part.write(Buffer.from('abc'));
    await part.sync();
    expect(readdirSync(folder)).toEqual(['import.zip.part']);
    if (process.platform !== 'win32') expect(statSync(part.path).mode & 0o777).toBe(0o600);
    await part.place(false);
    expect(readdirSync(folder)).toEqual(['import.zip']);
    expect(readFileSync(target, 'utf8')).toBe('abc');
  });

  it('keeps the order of many slices of odd sizes', async () => {
    const part = await PartFile.create(target);
    const slices = Array.from({ length: 300 }, (_, index) => Buffer.alloc((index * 7919) % 70_000, index));
    for (const slice of slices) await part.write(slice);
    await part.sync();
    expect(part.bytes).toBe(slices.reduce((sum, slice) => sum + slice.length, 0));
    await part.place(false);
    expect(readFileSync(target).equals(Buffer.concat(slices))).toBe(true);
  });

  it('takes a copy, since whoever decrypts uses the memory again', async () => {
    const part = await PartFile.create(target);
    const piece = Buffer.alloc(700_000);
    for (const value of [1, 2, 3, 4]) await part.write(piece.fill(value));
    piece.fill(9);
    await part.sync();
    await part.place(false);
    expect(readFileSync(target).equals(Buffer.concat([1, 2, 3, 4].map((value) => Buffer.alloc(700_000, value))))).toBe(true);
  });

  it('leaves a part of another run alone', async () => {
    writeFileSync(`${target}.part`, 'of another run');
    const part = await PartFile.create(target);
    expect(part.path).toBe(`${target}.2.part`);
    await part.discard();
    expect(readFileSync(`${target}.part`, 'utf8')).toBe('of another run');
    expect(readdirSync(folder)).toEqual(['import.zip.part']);
  });

  it('never replaces a file that appeared meanwhile, unless told to', async () => {
    const part = await PartFile.create(target);
    await part.write(Buffer.from('new'));
    await part.sync();
    writeFileSync(target, 'precious');
    await expect(part.place(false)).rejects.toEqual(failure('destination-exists'));
    expect(readFileSync(target, 'utf8')).toBe('precious');
    await part.discard();
    const second = await PartFile.create(target);
    await second.write(Buffer.from('new'));
    await second.sync();
    await second.place(true);
    expect(readFileSync(target, 'utf8')).toBe('new');
  });

  it('cannot be made in a folder that is not there', async () => {
    await expect(PartFile.create(join(folder, 'none', 'import.zip'))).rejects.toEqual(failure('destination-not-writable'));
  });
});

describe('the look before', () => {
  it('knows what fits', async () => {
    expect(await lookAtDestination(target, 10)).toMatchObject({ exists: false, verdict: 'fits' });
    expect((await lookAtDestination(target, 10)).free).toBeGreaterThan(10);
    expect(await lookAtDestination(target, Number.MAX_SAFE_INTEGER)).toMatchObject({ verdict: 'disk-full' });
    expect(await lookAtDestination(join(folder, 'none', 'x'), 10)).toMatchObject({ verdict: 'not-writable' });
  });

  it('refuses what cannot be placed', async () => {
    await expect(requireRoom(target, Number.MAX_SAFE_INTEGER, false)).rejects.toEqual(failure('disk-full'));
    await expect(requireRoom(folder, 1, true)).rejects.toEqual(failure('destination-not-writable'));
    writeFileSync(target, 'precious');
    await expect(requireRoom(target, 1, false)).rejects.toEqual(failure('destination-exists'));
    await expect(requireRoom(target, 1, true)).resolves.toBeUndefined();
  });
});
