import { describe, expect, it } from 'vitest';
import { failureOf } from './test-support/failure';
import { handMadeZip, type HandMadeZip } from './test-support/hand-made-zip';
import { inMemory, portalEntries } from './test-support/portal-export';
import { readZipDirectory } from './zip-directory';

const signal = new AbortController().signal;
const read = (bytes: Uint8Array) => readZipDirectory(inMemory(bytes), signal);

describe('reading the central directory', () => {
  it('gives every entry as the archive describes it', async () => {
    const { entries, start } = await read(handMadeZip([{ name: 'réunion', data: Buffer.from('abc'), method: 0, unixMode: 0o120777 }]));
    expect(start).toBe(30 + 8 + 3);
    expect(entries).toEqual([
      {
        name: 'réunion',
        otherName: null,
        rawName: 'rÃ©union',
        flags: 1 << 11,
        method: 0,
        crc32: 0x352441c2,
        storedBytes: 3,
        bytes: 3,
        offset: 0,
        unixMode: 0o120777,
        modified: 0,
      },
    ]);
  });

  it('reads more entries than one window holds', async () => {
    const names = Array.from({ length: 5000 }, (_, n) => `uploads/${'x'.repeat(60)}${n}`);
    const { entries } = await read(handMadeZip(names.map((name) => ({ name }))));
    expect(entries.map(({ name }) => name)).toEqual(names);
  });

  it('reads a zip with a comment, and one with nothing in it', async () => {
    expect((await read(handMadeZip(portalEntries(), { comment: 'made by hand' }))).entries).toHaveLength(4);
    expect((await read(handMadeZip([]))).entries).toEqual([]);
  });
});

describe('what is no sound zip', () => {
  it('tells an empty payload and another kind of file', async () => {
    expect(await failureOf(() => read(Buffer.alloc(0)))).toMatchObject({ code: 'payload-empty' });
    expect(await failureOf(() => read(Buffer.from('PK')))).toMatchObject({ code: 'payload-not-a-zip' });
    expect(await failureOf(() => read(Buffer.from('%PDF-1.7 and more')))).toMatchObject({ code: 'payload-not-a-zip' });
  });

  it('tells every way to cut one short', async () => {
    const zip = handMadeZip(portalEntries());
    for (let length = 4; length < zip.length; length += 1) {
      expect(await failureOf(() => read(zip.subarray(0, length)))).toMatchObject({ code: 'zip-damaged' });
    }
  });

  it.each<[string, HandMadeZip]>([
    ['bytes after its end', { after: Buffer.from('more') }],
    ['one entry too many', { count: 1 }],
    ['one entry too few', { count: -1 }],
    ['a directory that is longer than stated', { directoryLength: -1 }],
    ['a directory that is shorter than stated', { directoryLength: 1 }],
    ['a directory elsewhere', { directoryStart: -1 }],
    ['bytes between its directory and its end', { gap: Buffer.from('more') }],
    ['bytes in front that its offsets do not count', { prefix: Buffer.from('PK\u0003\u0004'), directoryStart: -4 }],
  ])('refuses %s', async (_, zip) => {
    expect(await failureOf(() => read(handMadeZip(portalEntries(), zip)))).toMatchObject({ code: 'zip-damaged' });
    expect(await failureOf(() => read(handMadeZip(portalEntries(), { ...zip, zip64: true })))).toMatchObject({ code: 'zip-damaged' });
  });

  it('refuses end records that count differently', async () => {
    expect((await read(handMadeZip(portalEntries(), { zip64: true, smallCount: 4 }))).entries).toHaveLength(4);
    expect(await failureOf(() => read(handMadeZip(portalEntries(), { zip64: true, smallCount: 3 })))).toMatchObject({ code: 'zip-damaged' });
  });

  it('refuses a number of entries that no portal has, before it reads them', async () => {
    const failure = await failureOf(() => read(handMadeZip(portalEntries(), { zip64: true, count: 3_000_000 })));
    expect(failure).toMatchObject({ code: 'zip-damaged', params: { reason: expect.stringContaining('3000004 entries') } });
  });

  it('refuses a name that is not the UTF-8 that it says it is', async () => {
    const zip = handMadeZip([{ name: Buffer.from([0x61, 0xe9]) }]);
    expect(await failureOf(() => read(zip))).toMatchObject({ code: 'zip-damaged', params: { reason: expect.stringContaining('not UTF-8') } });
  });

  it('stops when it is cancelled', async () => {
    const cancelled = () => readZipDirectory(inMemory(handMadeZip(portalEntries())), AbortSignal.abort());
    expect(await failureOf(cancelled)).toEqual({ code: 'cancelled', params: {} });
  });
});
