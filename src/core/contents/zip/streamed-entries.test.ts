import { randomBytes } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../../test-support/proof/failure';
import { fields, type HandMadeEntry, handMadeZip, UTF8_FLAG } from '../../../../test-support/proof/hand-made-zip';
import { inMemory } from '../../../../test-support/proof/portal-export';
import { checkContents, layOut } from './entry-contents';
import { StreamedEntries } from './streamed-entries';
import { readZipDirectory } from './zip-directory';

const { signal } = new AbortController();
const noise = randomBytes(70_000);
const text = Buffer.from('All meetings are open to everyone who wants to come. '.repeat(400));
const streaming = { flags: UTF8_FLAG | 8, local: { crc: 0, bytes: 0, storedBytes: 0 } };

const asTheyAre: HandMadeEntry[] = [
  { name: 'stored', data: text, method: 0 },
  { name: 'empty', data: Buffer.alloc(0), method: 0 },
  { name: 'noise', data: noise },
  { name: 'noise whose lengths follow', data: noise.subarray(1), ...streaming, behind: 'descriptor' },
  { name: 'without a signature', data: noise.subarray(2), ...streaming, behind: 'bare-descriptor' },
  { name: 'long lengths that follow', data: noise.subarray(3), ...streaming, behind: 'long-descriptor' },
  { name: 'a zip', data: handMadeZip([{ name: 'inside', data: text }]), method: 0 },
  { name: 'deflated by no compression', data: text, stored: deflateRawSync(text, { level: 0 }) },
];
const compressed: HandMadeEntry[] = [
  { name: 'text', data: text },
  { name: 'text whose lengths follow', data: text, ...streaming, behind: 'descriptor' },
  { name: 'first noise, then text', data: Buffer.concat([noise, text]) },
];
const zip = handMadeZip([...asTheyAre.slice(0, 4), ...compressed, ...asTheyAre.slice(4)]);

/** What is found where the stream comes in slices of `length` bytes, whose memory is used for the next one. */
function streamed(bytes: Buffer, length = bytes.length): StreamedEntries {
  const entries = new StreamedEntries();
  const slice = Buffer.alloc(length);
  for (let at = 0; at < bytes.length; at += length) {
    const count = bytes.copy(slice, 0, at, at + length);
    entries.add(slice.subarray(0, count));
    slice.fill(0);
  }
  return entries;
}

/** Goes through the contents with what streamed by, and says which positions of the zip were read. */
async function readWith(found: StreamedEntries | null, bytes: Buffer) {
  const read: { from: number; to: number }[] = [];
  const payload = inMemory(bytes);
  const { read: readAt } = payload;
  const directory = await readZipDirectory(payload, signal);
  const watched: typeof payload = {
    ...payload,
    read(target, position) {
      read.push({ from: position, to: position + target.length });
      return readAt(target, position);
    },
  };
  let passed = 0;
  const context = { signal, passed: (more: number) => void (passed += more), takers: new Map(), streamed: found };
  const between = await checkContents(watched, layOut(directory), context);
  return { read, passed, between, directory };
}

describe('entries that stream by', () => {
  test.each([1, 3, 29, 64, 1000, 65_536, zip.length])('are found in slices of %i bytes', async (length) => {
    const { entries } = await readZipDirectory(inMemory(zip), signal);
    const found = streamed(zip, length);
    for (const { name, data = Buffer.alloc(0) } of asTheyAre) {
      const entry = entries.find((each) => each.name === name);
      expect(found.at(entry?.offset ?? -1), String(name)).toMatchObject({
        bytes: data.length,
        crc32: crc32(data),
        storedBytes: entry?.storedBytes,
      });
    }
    for (const { name } of compressed)
      expect(found.at(entries.find((each) => each.name === name)?.offset ?? -1), String(name)).toBeUndefined();
  });

  test('are not kept in mind with a header of more than 4 KiB', () => {
    const named = (length: number) => streamed(handMadeZip([{ name: 'a'.repeat(length), data: noise, method: 0 }]));
    expect(named(4096 - 30).at(0)).toMatchObject({ bytes: noise.length });
    expect(named(4096 - 29).at(0)).toBeUndefined();
  });

  test('are not read again, and count as gone through', async () => {
    const { read, passed, between, directory } = await readWith(streamed(zip), zip);
    const places = layOut(directory).filter(({ entry }) => compressed.some(({ name }) => name === entry.name));
    // They lie side by side, and are read as one stretch.
    for (const { from, to } of read) {
      expect(from).toBeGreaterThanOrEqual(places[0]?.entry.offset ?? zip.length);
      expect(to).toBeLessThanOrEqual(places.at(-1)?.limit ?? 0);
    }
    expect(passed).toBe(directory.start);
    expect(between).toBe(0);
    expect(await readWith(null, zip)).toMatchObject({ passed, between });
  });

  test('are read where someone wants their bytes', async () => {
    const directory = await readZipDirectory(inMemory(zip), signal);
    const places = layOut(directory);
    const pieces: Buffer[] = [];
    const takers = new Map(
      places
        .filter(({ entry }) => entry.name === 'noise')
        .map(({ entry }) => [entry, (piece: Buffer) => void pieces.push(Buffer.from(piece))] as const),
    );
    await checkContents(inMemory(zip), places, { signal, passed: () => {}, takers, streamed: streamed(zip) });
    expect(Buffer.concat(pieces).equals(noise)).toBe(true);
  });
});

describe('what is wrong with an entry that streamed by', () => {
  const deflated = deflateRawSync(noise);
  /** It agrees with a directory that counts it among the data. */
  const descriptor = fields([4, 0x08074b50], [4, crc32(noise)], [4, deflated.length + 16], [4, noise.length]);
  const changes: Record<string, Partial<HandMadeEntry>> = {
    'another checksum': { crc: 7 },
    'another length': { bytes: 5 },
    'another name in its own header': { local: { name: 'node' } },
    'another method in its own header': { local: { method: 0 } },
    'another checksum in its own header': { local: { crc: 7 } },
    'a stream that ends before its bytes do': { stored: Buffer.concat([deflated, Buffer.alloc(10)]) },
    'its own descriptor counted among its data': { ...streaming, stored: Buffer.concat([deflated, descriptor]) },
    'a stream without an end': { stored: deflated.subarray(0, 50_000) },
    'a file behind it that is not listed': { behind: handMadeZip([{ name: 'hidden', data: text }]).subarray(0, 60) },
  };

  test.each(Object.entries(changes))('fails like an entry that is read: %s', async (_what, change) => {
    const other = handMadeZip([
      { name: 'first', data: noise },
      { name: 'noise', data: noise, ...change },
      ...asTheyAre,
    ]);
    const told = await failureOf(() => readWith(null, other));
    for (const length of [1000, other.length])
      expect(await failureOf(() => readWith(streamed(other, length), other))).toEqual(told);
  });

  test('bytes behind it are counted', async () => {
    const other = handMadeZip([{ name: 'noise', data: noise, behind: Buffer.alloc(16) }, ...asTheyAre]);
    expect(await readWith(streamed(other), other)).toMatchObject({ between: 16 });
  });

  test('a descriptor that lies is counted as bytes behind it', async () => {
    const lie = Buffer.alloc(16, 1);
    lie.writeUInt32LE(0x08074b50);
    const other = handMadeZip([{ name: 'noise', data: noise, ...streaming, behind: lie }, ...asTheyAre]);
    const { between } = await readWith(null, other);
    expect(between).toBe(16);
    expect(await readWith(streamed(other), other)).toMatchObject({ between });
  });

  test('one changed bit anywhere', async () => {
    for (let at = 0; at < 40; at += 1) {
      const changed = Buffer.from(zip);
      const position = Math.floor(Math.random() * (await readZipDirectory(inMemory(zip), signal)).start);
      changed[position] = (changed[position] ?? 0) ^ (1 << (at % 8));
      const outcome = (found: StreamedEntries | null) =>
        readWith(found, changed).then(
          ({ between }) => ({ between }),
          (error: unknown) => error,
        );
      expect(await outcome(streamed(changed)), String(position)).toEqual(await outcome(null));
    }
  });
});
