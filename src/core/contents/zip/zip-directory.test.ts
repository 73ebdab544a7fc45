import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../../test-support/proof/failure';
import {
  type HandMadeEntry,
  type HandMadeZip,
  handMadeZip,
  unicodePath,
} from '../../../../test-support/proof/hand-made-zip';
import { inMemory, portalEntries } from '../../../../test-support/proof/portal-export';
import { readZipDirectory } from './zip-directory';

const signal = new AbortController().signal;
const read = (bytes: Uint8Array) => readZipDirectory(inMemory(bytes), signal);

describe('reading the central directory', () => {
  test('gives every entry as the archive describes it', async () => {
    const { entries, start } = await read(
      handMadeZip([{ name: 'réunion', data: Buffer.from('abc'), method: 0, unixMode: 0o120777 }]),
    );
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

  test('reads more entries than one window holds', async () => {
    const names = Array.from({ length: 5000 }, (_, n) => `uploads/${'x'.repeat(60)}${n}`);
    const { entries } = await read(handMadeZip(names.map((name) => ({ name }))));
    expect(entries.map(({ name }) => name)).toEqual(names);
  });

  test('reads a zip with a comment, and one with nothing in it', async () => {
    expect((await read(handMadeZip(portalEntries(), { comment: 'made by hand' }))).entries).toHaveLength(4);
    expect((await read(handMadeZip([]))).entries).toEqual([]);
  });
});

describe('the name of an entry', () => {
  const names = async (name: string | Buffer, changes: Partial<HandMadeEntry>) => {
    const { entries } = await read(handMadeZip([{ name, ...changes }]));
    return [entries[0]?.name, entries[0]?.otherName];
  };
  const utf8 = Buffer.from('réunion été.png');

  test('is UTF-8 where its flag says so', async () => {
    expect(await names(utf8, {})).toEqual(['réunion été.png', null]);
  });

  test('is UTF-8 also without the flag, and something else to a program by the rules', async () => {
    expect(await names(utf8, { flags: 0 })).toEqual(['réunion été.png', 'r├⌐union ├⌐t├⌐.png']);
  });

  test('is code page 437 where it is no UTF-8, and plain where it is plain', async () => {
    expect(await names(Buffer.from([0x72, 0x82, 0x75]), { flags: 0 })).toEqual(['réu', null]);
    expect(await names('plain.png', { flags: 0 })).toEqual(['plain.png', null]);
  });

  test('is what the field of Info-ZIP says, if that is of this name', async () => {
    const extra = unicodePath('r_union.png', 'réunion.png');
    expect(await names('r_union.png', { flags: 0, extra })).toEqual(['réunion.png', 'r_union.png']);
    expect(await names('other.png', { flags: 0, extra })).toEqual(['other.png', null]);
  });
});

describe('what is no sound zip', () => {
  test('tells an empty payload and another kind of file', async () => {
    expect(await failureOf(() => read(Buffer.alloc(0)))).toMatchObject({ code: 'payload-empty' });
    expect(await failureOf(() => read(Buffer.from('PK')))).toMatchObject({ code: 'payload-not-a-zip' });
    expect(await failureOf(() => read(Buffer.from('%PDF-1.7 and more')))).toMatchObject({ code: 'payload-not-a-zip' });
  });

  test('tells every way to cut one short', async () => {
    const zip = handMadeZip(portalEntries());
    for (let length = 4; length < zip.length; length += 1) {
      expect(await failureOf(() => read(zip.subarray(0, length)))).toEqual({ code: 'zip-end-missing', params: {} });
    }
    const commented = handMadeZip(portalEntries(), { comment: 'made by hand' });
    expect(await failureOf(() => read(commented.subarray(0, -1)))).toEqual({ code: 'zip-end-missing', params: {} });
  });

  test('takes up to 64 KiB behind its end, as the portal does, and counts them', async () => {
    expect((await read(handMadeZip(portalEntries()))).after).toBe(0);
    for (const after of [Buffer.from('\n'), Buffer.alloc(65_536, 'x')]) {
      for (const zip of [{ after }, { after, zip64: true }])
        expect(await read(handMadeZip(portalEntries(), zip))).toMatchObject({
          after: after.length,
          entries: { length: 4 },
        });
    }
    expect(
      (await read(handMadeZip(portalEntries(), { comment: 'made by hand', after: Buffer.from('more') }))).after,
    ).toBe(4);
  });

  test('says how much follows the end where that is more', async () => {
    const far = handMadeZip(portalEntries(), { after: Buffer.alloc(70_000) });
    expect(await failureOf(() => read(far))).toEqual({
      code: 'zip-damaged',
      params: { reason: '70000 bytes follow its end, and programs look for the end in the last 64 KiB alone' },
    });
  });

  test('never passes on the words of its library', async () => {
    const broken = handMadeZip(portalEntries());
    // The second entry of the directory loses its signature.
    broken.writeUInt32BE(
      0,
      broken.indexOf(
        Buffer.from('PK\u0001\u0002', 'latin1'),
        broken.indexOf(Buffer.from('PK\u0001\u0002', 'latin1')) + 4,
      ),
    );
    expect(await failureOf(() => read(broken))).toEqual({
      code: 'zip-damaged',
      params: { reason: 'its list of contents is not as the zip format has it' },
    });
  });

  test.each<[string, HandMadeZip]>([
    ['one entry too many', { count: 1 }],
    ['one entry too few', { count: -1 }],
    ['a directory that is longer than stated', { directoryLength: -1 }],
    ['a directory that is shorter than stated', { directoryLength: 1 }],
    ['a directory elsewhere', { directoryStart: -1 }],
    ['bytes between its directory and its end', { gap: Buffer.from('more') }],
    ['bytes in front that its offsets do not count', { prefix: Buffer.from('PK\u0003\u0004'), directoryStart: -4 }],
  ])('refuses %s', async (_, zip) => {
    expect(await failureOf(() => read(handMadeZip(portalEntries(), zip)))).toMatchObject({ code: 'zip-damaged' });
    expect(await failureOf(() => read(handMadeZip(portalEntries(), { ...zip, zip64: true })))).toMatchObject({
      code: 'zip-damaged',
    });
  });

  test('refuses end records that count differently', async () => {
    expect((await read(handMadeZip(portalEntries(), { zip64: true, smallCount: 4 }))).entries).toHaveLength(4);
    expect(await failureOf(() => read(handMadeZip(portalEntries(), { zip64: true, smallCount: 3 })))).toMatchObject({
      code: 'zip-damaged',
    });
  });

  test('refuses a number of entries that no portal has, before it reads them', async () => {
    const failure = await failureOf(() => read(handMadeZip(portalEntries(), { zip64: true, count: 3_000_000 })));
    expect(failure).toMatchObject({
      code: 'zip-damaged',
      params: { reason: expect.stringContaining('3000004 entries') },
    });
  });

  test('refuses a name that is not the UTF-8 that it says it is', async () => {
    const zip = handMadeZip([{ name: Buffer.from([0x61, 0xe9]) }]);
    expect(await failureOf(() => read(zip))).toMatchObject({
      code: 'zip-damaged',
      params: { reason: expect.stringContaining('not UTF-8') },
    });
  });

  test('stops when it is cancelled', async () => {
    const cancelled = () => readZipDirectory(inMemory(handMadeZip(portalEntries())), AbortSignal.abort());
    expect(await failureOf(cancelled)).toEqual({ code: 'cancelled', params: {} });
  });
});
