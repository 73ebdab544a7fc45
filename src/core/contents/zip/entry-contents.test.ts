import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../../test-support/proof/failure';
import { type HandMadeEntry, handMadeZip, UTF8_FLAG } from '../../../../test-support/proof/hand-made-zip';
import { inMemory } from '../../../../test-support/proof/portal-export';
import { checkContents, layOut } from './entry-contents';
import { requireNothingBefore } from './gap';
import { checkReadable } from './local-header';
import { readZipDirectory } from './zip-directory';

const signal = new AbortController().signal;

/** Reads every entry and returns what came out of each, by name. */
async function unpack(bytes: Uint8Array): Promise<Map<string, Buffer>> {
  const payload = inMemory(bytes);
  const directory = await readZipDirectory(payload, signal);
  for (const entry of directory.entries) checkReadable(entry);
  const pieces = new Map(directory.entries.map((entry) => [entry, [] as Buffer[]]));
  const takers = new Map(
    [...pieces].map(([entry, list]) => [entry, async (piece: Buffer) => void list.push(Buffer.from(piece))]),
  );
  await checkContents(payload, layOut(directory), { signal, passed: () => undefined, takers });
  return new Map([...pieces].map(([entry, list]) => [entry.name, Buffer.concat(list)]));
}

/** The beginning of a deflate stream of `data`. */
const cut = (data: Buffer, bytes: number) => deflateRawSync(data).subarray(0, bytes);

const noise = randomBytes(700_000);
const text = Buffer.from('All meetings are open to everyone who wants to come. '.repeat(40_000));
/** Begins with stored blocks; the compressed ones after them refer back into those. */
const mixed = Buffer.concat([noise.subarray(0, 600_000), noise.subarray(575_000, 600_000), text, noise, text]);

describe('reading entries to their end', () => {
  const entries: HandMadeEntry[] = [
    { name: 'empty', data: Buffer.alloc(0) },
    { name: 'small text', data: text.subarray(0, 5000) },
    { name: 'small noise', data: noise.subarray(0, 40_000) },
    { name: 'small mixed', data: mixed.subarray(560_000, 640_000) },
    { name: 'text', data: text },
    { name: 'noise', data: noise },
    { name: 'mixed', data: mixed },
    { name: 'stored', data: mixed, method: 0 },
    { name: 'zeros', data: Buffer.alloc(20_000_000) },
    { name: 'lengths after the data', data: text, flags: UTF8_FLAG | 8, local: { crc: 0, bytes: 0, storedBytes: 0 } },
    { name: 'zip64', data: text, zip64: true },
    { name: 'deflated by no compression', data: mixed, stored: deflateRawSync(mixed, { level: 0 }) },
  ];

  test('gives the bytes that were put in, of every kind and length', async () => {
    const unpacked = await unpack(handMadeZip(entries));
    for (const { name, data } of entries)
      expect(unpacked.get(String(name))?.equals(data ?? Buffer.alloc(0)), String(name)).toBe(true);
  });

  test('finds one changed bit in whichever entry it is', async () => {
    for (const { name, data, method } of entries.slice(1, 8)) {
      const stored = method === 0 ? Buffer.from(data ?? []) : deflateRawSync(data ?? Buffer.alloc(0));
      stored[stored.length >> 1] = (stored[stored.length >> 1] ?? 0) ^ 0x10;
      const changed = entries.map((entry) => (entry.name === name ? { ...entry, stored } : entry));
      expect(await failureOf(() => unpack(handMadeZip(changed)))).toMatchObject({
        code: 'entry-damaged',
        params: { entry: name },
      });
    }
  });
});

describe('entries that are refused', () => {
  test.each<[string, Omit<HandMadeEntry, 'name'>, string]>([
    ['a wrong CRC', { data: text, crc: 7 }, 'crc'],
    ['a small one that is shorter than stated', { data: text.subarray(0, 100), bytes: 101 }, 'size'],
    ['a small one that is longer than stated', { data: text.subarray(0, 100), bytes: 99 }, 'size'],
    ['a large one that is shorter than stated', { data: text, bytes: text.length + 1 }, 'size'],
    ['a large one that is longer than stated', { data: text, bytes: text.length - 1 }, 'size'],
    ['a stored one whose two lengths differ', { data: text, bytes: 5, method: 0 }, 'size'],
    [
      'a small one with bytes after it',
      { data: text.subarray(0, 900), stored: Buffer.concat([deflateRawSync(text.subarray(0, 900)), Buffer.of(0)]) },
      'size',
    ],
    [
      'a large one with bytes after it',
      { data: text, stored: Buffer.concat([deflateRawSync(text), Buffer.of(0)]) },
      'size',
    ],
    [
      'small noise with bytes after it',
      { data: noise.subarray(0, 900), stored: Buffer.concat([deflateRawSync(noise.subarray(0, 900)), Buffer.of(0)]) },
      'size',
    ],
    [
      'large noise with bytes after it',
      { data: noise, stored: Buffer.concat([deflateRawSync(noise), Buffer.of(0)]) },
      'size',
    ],
    [
      'a large mixture with bytes after it',
      { data: mixed, stored: Buffer.concat([deflateRawSync(mixed), Buffer.alloc(700_000)]) },
      'size',
    ],
    ['text cut short', { data: text, stored: cut(text, 3000) }, 'inflate'],
    ['small noise cut short', { data: noise.subarray(0, 900), stored: cut(noise.subarray(0, 900), 500) }, 'inflate'],
    ['large noise cut short', { data: noise, stored: cut(noise, 600_000) }, 'inflate'],
    ['large noise cut short within a block’s header', { data: noise, stored: cut(noise, 2 * 16_388 + 3) }, 'inflate'],
    ['a large mixture cut short', { data: mixed, stored: cut(mixed, 620_000) }, 'inflate'],
    ['nothing in place of a deflate stream', { data: text, stored: Buffer.alloc(0) }, 'inflate'],
    ['a block of a kind that is not', { data: text, stored: Buffer.from([0b111, 1, 2, 3]) }, 'inflate'],
    ['a block whose length is not sound', { data: noise, stored: Buffer.alloc(200_000) }, 'inflate'],
    ['an encrypted entry', { data: text, flags: UTF8_FLAG | 1 }, 'encrypted'],
    ['another name in the local header', { data: text, local: { name: 'other' } }, 'header'],
    ['another method in the local header', { data: text, local: { method: 0 } }, 'header'],
    ['encryption in the local header', { data: text, local: { flags: UTF8_FLAG | 1 } }, 'header'],
    ['another CRC in the local header', { data: text, local: { crc: 1 } }, 'header'],
    ['another length in the local header', { data: text, local: { bytes: 1 } }, 'header'],
    ['a zip64 length that is missing', { data: text, local: { bytes: 0xffffffff } }, 'header'],
    [
      'an extra field that is not sound',
      { data: text, local: { bytes: 0xffffffff, extra: Buffer.of(1, 0, 9, 0) } },
      'header',
    ],
    ['no local header where it should be', { data: text, offset: 45 }, 'header'],
  ])('%s', async (_, entry, reason) => {
    const zip = handMadeZip([
      { name: 'first', data: Buffer.from('first') },
      { name: 'bad', ...entry },
    ]);
    expect(await failureOf(() => unpack(zip))).toEqual({ code: 'entry-damaged', params: { entry: 'bad', reason } });
  });

  test('entries that share bytes', async () => {
    const twice = handMadeZip([
      { name: 'a', data: noise },
      { name: 'b', data: noise, offset: 0 },
    ]);
    expect(await failureOf(() => unpack(twice))).toMatchObject({ params: { reason: 'overlap' } });
    const within = handMadeZip([
      { name: 'a', data: noise },
      { name: 'b', data: noise, offset: 1000 },
    ]);
    expect(await failureOf(() => unpack(within))).toMatchObject({ params: { reason: 'overlap' } });
  });

  test('finds entries that share bytes before it reads them', async () => {
    const directory = await readZipDirectory(
      inMemory(
        handMadeZip([
          { name: 'a', data: noise },
          { name: 'b', offset: 1000 },
        ]),
      ),
      signal,
    );
    expect(await failureOf(() => layOut(directory))).toEqual({
      code: 'entry-damaged',
      params: { entry: 'a', reason: 'overlap' },
    });
  });

  test('an entry that an extra field pushes into the next one', async () => {
    const zip = handMadeZip([{ name: 'a', data: noise, method: 0 }, { name: 'b' }]);
    // The length of the local extra field, which the central directory does not show.
    zip.writeUInt16LE(8, 28);
    expect(await failureOf(() => unpack(zip))).toEqual({
      code: 'entry-damaged',
      params: { entry: 'a', reason: 'overlap' },
    });
  });

  test('an entry beyond the end of the archive', async () => {
    const zip = handMadeZip([{ name: 'a', data: noise, offset: 5_000_000_000, zip64: true }]);
    expect(await failureOf(() => unpack(zip))).toMatchObject({ code: 'entry-damaged', params: { reason: 'overlap' } });
  });
});

describe('what belongs to no entry', () => {
  const local = handMadeZip([{ name: 'hidden', data: Buffer.from('hidden'), method: 0 }]).subarray(0, 30 + 6 + 6);
  const described = { flags: UTF8_FLAG | 8, local: { crc: 0, bytes: 0, storedBytes: 0 } };
  const between = async (bytes: Uint8Array) => {
    const payload = inMemory(bytes);
    return await checkContents(payload, layOut(await readZipDirectory(payload, signal)), {
      signal,
      passed: () => undefined,
      takers: new Map(),
    });
  };

  test.each<[string, number, HandMadeEntry]>([
    ['nothing', 0, { name: 'a', data: text }],
    ['a descriptor with a signature', 0, { name: 'a', data: text, ...described, behind: 'descriptor' }],
    ['a descriptor without one', 0, { name: 'a', data: text, ...described, behind: 'bare-descriptor' }],
    ['a long descriptor', 0, { name: 'a', data: text, ...described, behind: 'long-descriptor' }],
    ['a descriptor that nothing announces', 16, { name: 'a', data: text, behind: 'descriptor' }],
    [
      'a descriptor of another entry',
      16,
      { name: 'a', data: text, ...described, behind: Buffer.concat([Buffer.from('PK\u0007\u0008'), Buffer.alloc(12)]) },
    ],
    ['padding', 700_000, { name: 'a', data: text, behind: Buffer.alloc(700_000) }],
  ])('is counted: %s', async (_what, bytes, entry) => {
    expect(await between(handMadeZip([entry, { name: 'b', data: noise }]))).toBe(bytes);
    expect(await between(handMadeZip([{ name: 'b', data: noise }, entry]))).toBe(bytes);
  });

  test.each([
    ['directly behind an entry', local],
    ['after padding', Buffer.concat([Buffer.alloc(700_000), local])],
    ['across two reads', Buffer.concat([Buffer.alloc(512 * 1024 - 24 - 2), local])],
  ])('is refused where it is a file that is not listed: %s', async (_what, behind) => {
    for (const entries of [
      [
        { name: 'a', data: text, behind },
        { name: 'b', data: noise },
      ],
      [
        { name: 'b', data: noise },
        { name: 'a', data: text, behind },
      ],
    ]) {
      expect(await failureOf(() => between(handMadeZip(entries)))).toEqual({
        code: 'zip-damaged',
        params: { reason: 'behind “a” it holds a file that its list of contents does not name' },
      });
    }
  });

  test('is refused where the zip begins with such a file', async () => {
    const refuse = async (zip: Buffer) => requireNothingBefore(await readZipDirectory(inMemory(zip), signal));
    expect(await failureOf(() => refuse(handMadeZip([{ name: 'a' }], { prefix: local })))).toMatchObject({
      code: 'zip-damaged',
    });
    expect(await failureOf(() => refuse(handMadeZip([], { prefix: local })))).toMatchObject({ code: 'zip-damaged' });
    await refuse(handMadeZip([{ name: 'a' }]));
    await refuse(handMadeZip([]));
  });
});

describe('when an entry is refused', () => {
  /** How many bytes were unpacked, and how many of the archive were gone through, before it was. */
  async function costOf(bytes: Uint8Array): Promise<{ unpacked: number; passed: number }> {
    const memory = inMemory(bytes);
    // Every read takes a turn of the event loop, as one from a disk does.
    const payload = {
      ...memory,
      read: async (target: Uint8Array, position: number) => await setImmediate(memory.read(target, position)),
    };
    const directory = await readZipDirectory(payload, signal);
    const cost = { unpacked: 0, passed: 0 };
    const takers = new Map(
      directory.entries.map((entry) => [entry, (piece: Buffer) => void (cost.unpacked += piece.length)]),
    );
    const context = { signal, takers, passed: (length: number) => void (cost.passed += length) };
    expect(await failureOf(() => checkContents(payload, layOut(directory), context))).toMatchObject({
      code: 'entry-damaged',
    });
    return cost;
  }

  test('stops unpacking as soon as it is longer than stated', async () => {
    const { unpacked } = await costOf(
      handMadeZip([{ name: 'bomb', data: Buffer.alloc(100_000_000), bytes: 1_000_000 }]),
    );
    expect(unpacked).toBeLessThanOrEqual(1_000_000);
  });

  test('does not go on with the others', async () => {
    const film = { data: Buffer.alloc(30_000_000, 'film'), method: 0 };
    const { passed } = await costOf(
      handMadeZip([
        { name: 'bad', data: noise, method: 0, crc: 1 },
        { name: 'a', ...film },
        { name: 'b', ...film },
      ]),
    );
    expect(passed).toBeLessThan(30_000_000);
  });
});
