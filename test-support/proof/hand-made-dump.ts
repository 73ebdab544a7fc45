import { deflateSync } from 'node:zlib';

export interface HandMadeObject {
  dumpId: number;
  tag: string;
  desc: string;
  defn?: string | null;
  dropStmt?: string;
  copyStmt?: string | null;
  namespace?: string | null;
  owner?: string;
  dependencies?: number[];
  relkind?: string;
  /** Its data; where there is none, it has no block. For large objects, one text each. */
  data?: string | readonly string[];
  /** Where its data is said to begin, instead of not at all. */
  position?: number;
}

export interface HandMadeDump {
  /** The 14 of 1.14. */
  minor?: number;
  compression?: 'none' | 'gzip' | 'lz4' | 'zstd';
  /** Seconds, minutes, hours, day, month from 0, years from 1900, summer time. */
  moment?: readonly number[];
  intBytes?: number;
  objects: readonly HandMadeObject[];
  /** Lengths of the pieces of data. */
  chunkBytes?: number;
}

/** An archive in pg_dump's custom format, as its versions 1.12 to 1.16 lay it out. */
export function handMadeDump({
  minor = 14,
  compression = 'gzip',
  moment = [54, 44, 3, 21, 10, 126, 0],
  intBytes = 4,
  objects,
  chunkBytes = 4096,
}: HandMadeDump): Buffer {
  const int = (value: number) => {
    const bytes = Buffer.alloc(1 + intBytes);
    bytes[0] = value < 0 ? 1 : 0;
    bytes.writeUInt32LE(Math.abs(value), 1);
    return bytes;
  };
  const text = (value: string | null | undefined) =>
    value == null ? int(-1) : Buffer.concat([int(Buffer.byteLength(value)), Buffer.from(value)]);
  const method = ['none', 'gzip', 'lz4', 'zstd'].indexOf(compression);
  const head = Buffer.concat([
    Buffer.from('PGDMP'),
    Buffer.of(1, minor, 0, intBytes, 8, 1),
    minor >= 15 ? Buffer.of(method) : int(compression === 'none' ? 0 : -1),
    ...moment.map(int),
    ...['shop', '15.4', '15.4'].map(text),
    int(objects.length),
  ]);
  const entries = objects.map((each) =>
    Buffer.concat([
      int(each.dumpId),
      int(each.data === undefined ? 0 : 1),
      text('1259'),
      text(String(16000 + each.dumpId)),
      text(each.tag),
      text(each.desc),
      int(2),
      text(each.defn === undefined ? `-- ${each.tag}` : each.defn),
      text(each.dropStmt ?? ''),
      text(each.copyStmt),
      text(each.namespace === undefined ? 'public' : each.namespace),
      text(null),
      minor >= 14 ? text(null) : NOTHING,
      minor >= 16 ? int(each.relkind?.charCodeAt(0) ?? 0) : NOTHING,
      text(each.owner ?? 'postgres'),
      text('false'),
      ...(each.dependencies ?? []).map((id) => text(String(id))),
      text(null),
      position(each),
    ]),
  );
  const chunks = (data: string) => {
    const packed = compression === 'gzip' ? deflateSync(data) : Buffer.from(data);
    const parts: Buffer[] = [];
    for (let at = 0; at < packed.length; at += chunkBytes) {
      const part = packed.subarray(at, at + chunkBytes);
      parts.push(int(part.length), part);
    }
    return Buffer.concat([...parts, int(0)]);
  };
  const blocks = objects.map(({ dumpId, data }) => {
    if (data === undefined) return NOTHING;
    if (typeof data === 'string') return Buffer.concat([Buffer.of(1), int(dumpId), chunks(data)]);
    return Buffer.concat([
      Buffer.of(3),
      int(dumpId),
      ...data.flatMap((object, index) => [int(17000 + index), chunks(object)]),
      int(0),
    ]);
  });
  return Buffer.concat([head, ...entries, ...blocks]);
}

const NOTHING = Buffer.alloc(0);

function position({ data, position: at }: HandMadeObject): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = at !== undefined ? 2 : data === undefined ? 3 : 1;
  if (at !== undefined) bytes.writeBigUInt64LE(BigInt(at), 1);
  return bytes;
}

/** A table and its data, three rows of it. */
export const ITEMS: readonly HandMadeObject[] = [
  { dumpId: 1, tag: 'ENCODING', desc: 'ENCODING', defn: "SET client_encoding = 'UTF8';\n", namespace: null, owner: '' },
  { dumpId: 7, tag: 'item', desc: 'TABLE', relkind: 'r' },
  {
    dumpId: 8,
    tag: 'item',
    desc: 'TABLE DATA',
    defn: null,
    copyStmt: 'COPY public.item (id, name) FROM stdin;\n',
    dependencies: [7],
    data: '1\ta\n2\tb\\nc\n3\t\\N\n\\.\n\n\n',
  },
  {
    dumpId: 9,
    tag: 'BLOBS',
    desc: 'BLOBS',
    defn: null,
    namespace: null,
    owner: '',
    data: ['one', '', 'three'.repeat(3000)],
  },
];
