export interface HandMadeTarEntry {
  name: string;
  data?: Buffer | string;
  /** The letter of its kind; a file where it is left out. */
  type?: string;
  /** What its header says of its length, where that is to be wrong. */
  size?: string;
  /** What its header says of the time when it was written: octal digits, or bytes as GNU writes them. */
  mtime?: string | Buffer;
  linkname?: string;
  /** What its header says as its checksum. */
  checksum?: number;
  magic?: string;
  prefix?: string;
}

/** A tar as POSIX lays it out, right or wrong. */
export function handMadeTar(entries: readonly HandMadeTarEntry[], end = Buffer.alloc(1024)): Buffer {
  return Buffer.concat([...entries.flatMap(entryOf), end]);
}

function entryOf({
  name,
  data = '',
  type = '0',
  size,
  mtime = '14000000000 ',
  linkname = '',
  checksum,
  magic = 'ustar\x0000',
  prefix = '',
}: HandMadeTarEntry): Buffer[] {
  const bytes = Buffer.from(data);
  const header = Buffer.alloc(512);
  header.write(name, 0, 100, 'utf8');
  header.write('0000644\0', 100);
  header.write(size ?? `${bytes.length.toString(8).padStart(11, '0')} `, 124, 12, 'latin1');
  Buffer.from(mtime).copy(header, 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(linkname, 157, 100);
  header.write(magic, 257, 8, 'latin1');
  header.write(prefix, 345, 155);
  const sum = checksum ?? header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
}

/** A pax header for the entry behind it. */
export function paxEntry(records: Readonly<Record<string, string>>, type = 'x'): HandMadeTarEntry {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    let length = rest + String(rest).length;
    if (String(length).length > String(rest).length) length = rest + String(length).length;
    return `${length} ${key}=${value}\n`;
  });
  return { name: 'PaxHeader', type, data: lines.join('') };
}
