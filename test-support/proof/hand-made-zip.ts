import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a zip whose every field can be made to lie. What is left out is made right. */
export interface HandMadeEntry {
  name: string | Buffer;
  data?: Buffer;
  method?: number;
  /** The bytes as they stand in the archive, in place of the deflated or stored data. */
  stored?: Buffer;
  flags?: number;
  crc?: number;
  bytes?: number;
  unixMode?: number;
  extra?: Buffer;
  /** Lengths and offset in a zip64 field, in both headers. */
  zip64?: boolean;
  /** Fields of the local header where they differ from the central directory's. */
  local?: {
    name?: string;
    method?: number;
    flags?: number;
    crc?: number;
    bytes?: number;
    storedBytes?: number;
    extra?: Buffer;
  };
  /** What follows its data: bytes, or a data descriptor of one of its forms. */
  behind?: Buffer | 'descriptor' | 'bare-descriptor' | 'long-descriptor';
  /** What the central directory says of where the local header begins. */
  offset?: number;
}

export interface HandMadeZip {
  /** Differences to what the end record would rightly say. */
  count?: number;
  directoryLength?: number;
  directoryStart?: number;
  comment?: string;
  /** Zip64 end records as well. */
  zip64?: boolean;
  /** What the small end record then says of the number of entries, in place of leaving it to the large one. */
  smallCount?: number;
  prefix?: Buffer;
  /** Between the central directory and the end records. */
  gap?: Buffer;
  after?: Buffer;
}

export const UTF8_FLAG = 1 << 11;

/** Puts a zip together byte by byte. */
export function handMadeZip(entries: readonly HandMadeEntry[], zip: HandMadeZip = {}): Buffer {
  const local: Buffer[] = zip.prefix === undefined ? [] : [zip.prefix];
  const central: Buffer[] = [];
  let position = zip.prefix?.length ?? 0;
  for (const entry of entries) {
    const made = make(entry, position);
    local.push(made.local);
    central.push(made.central);
    position += made.local.length;
  }
  const directory = Buffer.concat(central);
  const count = entries.length + (zip.count ?? 0);
  const length = directory.length + (zip.directoryLength ?? 0);
  const start = position + (zip.directoryStart ?? 0);
  const gap = zip.gap ?? Buffer.alloc(0);
  const smallCount = zip.smallCount ?? 0xffff;
  const comment = Buffer.from(zip.comment ?? '', 'latin1');
  const end =
    zip.zip64 === true
      ? Buffer.concat([
          fields(
            [4, 0x06064b50],
            [8, 44],
            [2, 45],
            [2, 45],
            [4, 0],
            [4, 0],
            [8, count],
            [8, count],
            [8, length],
            [8, start],
          ),
          fields([4, 0x07064b50], [4, 0], [8, position + directory.length + gap.length], [4, 1]),
          fields(
            [4, 0x06054b50],
            [2, 0],
            [2, 0],
            [2, smallCount],
            [2, smallCount],
            [4, 0xffffffff],
            [4, 0xffffffff],
            [2, comment.length],
          ),
        ])
      : fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, length], [4, start], [2, comment.length]);
  return Buffer.concat([...local, directory, gap, end, comment, zip.after ?? Buffer.alloc(0)]);
}

function make(entry: HandMadeEntry, position: number): { local: Buffer; central: Buffer } {
  const data = entry.data ?? Buffer.alloc(0);
  const method = entry.method ?? 8;
  const stored = entry.stored ?? (method === 8 ? deflateRawSync(data) : data);
  const flags = entry.flags ?? UTF8_FLAG;
  const crc = entry.crc ?? crc32(data);
  const bytes = entry.bytes ?? data.length;
  const offset = entry.offset ?? position;
  const name = Buffer.from(entry.name);
  const localName = entry.local?.name === undefined ? name : Buffer.from(entry.local.name);
  const large = entry.zip64 === true;
  const lengths = large ? fields([8, bytes], [8, stored.length]) : Buffer.alloc(0);
  const localExtra =
    entry.local?.extra ??
    Buffer.concat([large ? fields([2, 1], [2, 16]) : lengths, lengths, entry.extra ?? Buffer.alloc(0)]);
  const extra = Buffer.concat([
    large ? Buffer.concat([fields([2, 1], [2, 24]), lengths, fields([8, offset])]) : lengths,
    entry.extra ?? Buffer.alloc(0),
  ]);
  const unset = (value: number) => (large ? 0xffffffff : value);

  return {
    local: Buffer.concat([
      fields(
        [4, 0x04034b50],
        [2, 20],
        [2, entry.local?.flags ?? flags],
        [2, entry.local?.method ?? method],
        [4, 0],
        [4, entry.local?.crc ?? crc],
        [4, entry.local?.storedBytes ?? unset(stored.length)],
        [4, entry.local?.bytes ?? unset(bytes)],
        [2, localName.length],
        [2, localExtra.length],
      ),
      localName,
      localExtra,
      stored,
      behind(entry.behind, { crc, stored: stored.length, bytes }),
    ]),
    central: Buffer.concat([
      fields(
        [4, 0x02014b50],
        [2, (3 << 8) | 20],
        [2, 20],
        [2, flags],
        [2, method],
        [4, 0],
        [4, crc],
        [4, unset(stored.length)],
        [4, unset(bytes)],
        [2, name.length],
        [2, extra.length],
        [2, 0],
        [2, 0],
        [2, 0],
        [4, ((entry.unixMode ?? 0o100644) << 16) >>> 0],
        [4, unset(offset)],
      ),
      name,
      extra,
    ]),
  };
}

function behind(
  what: HandMadeEntry['behind'],
  { crc, stored, bytes }: { crc: number; stored: number; bytes: number },
): Buffer {
  switch (what) {
    case undefined:
      return Buffer.alloc(0);
    case 'descriptor':
      return fields([4, 0x08074b50], [4, crc], [4, stored], [4, bytes]);
    case 'bare-descriptor':
      return fields([4, crc], [4, stored], [4, bytes]);
    case 'long-descriptor':
      return fields([4, 0x08074b50], [4, crc], [8, stored], [8, bytes]);
    default:
      return what;
  }
}

/** An Info-ZIP Unicode path field: another name for an entry, which only some programs read. */
export function unicodePath(name: string, other: string): Buffer {
  const body = Buffer.concat([Buffer.of(1), fields([4, crc32(Buffer.from(name))]), Buffer.from(other)]);
  return Buffer.concat([Buffer.of(0x75, 0x70, body.length, 0), body]);
}

/** Little-endian numbers one after the other, each given as its length in bytes and its value. */
export function fields(...values: readonly [length: 2 | 4 | 8, value: number][]): Buffer {
  return Buffer.concat(
    values.map(([length, value]) => {
      const field = Buffer.alloc(length);
      if (length === 8) field.writeBigUInt64LE(BigInt(value));
      else field.writeUIntLE(value, 0, length);
      return field;
    }),
  );
}
