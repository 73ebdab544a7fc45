import { readSync } from 'node:fs';
import { failed } from '../../errors';
import { toPrintable } from '../printable';

/** What the first 100 bytes of a SQLite file say (https://sqlite.org/fileformat2.html, 1.3). */
export interface DatabaseHeader {
  readonly pageSize: number;
  /** Bytes of each page that hold data; the rest is kept free for extensions. */
  readonly usable: number;
  /** How many pages the file says that it has; 0 where it does not say. */
  readonly pages: number;
  readonly freelist: { readonly first: number; readonly pages: number };
  /** Whether pointer maps lie between the pages, as auto-vacuum needs them. */
  readonly hasPointerMaps: boolean;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be';
}

/** The pages of a database, numbered from 1. */
export interface Pages {
  readonly header: DatabaseHeader;
  readonly count: number;
  /** The bytes of one page, which may be used again by the second call after this one. */
  read(page: number): Buffer;
}

const MAGIC = 'SQLite format 3\0';
export const HEADER_BYTES = 100;
const LEAST_USABLE = 480;

/** @throws database-unsound */
export function readHeader(bytes: Buffer): DatabaseHeader {
  if (bytes.length < HEADER_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw databaseUnsound('it does not begin as a SQLite database does');
  const stated = bytes.readUInt16BE(16);
  const pageSize = stated === 1 ? 65_536 : stated;
  const usable = pageSize - bytes.readUInt8(20);
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0 || usable < LEAST_USABLE)
    throw databaseUnsound('the length of a page that its header states is none that SQLite knows');
  const encoding = ([undefined, 'utf-8', 'utf-16le', 'utf-16be'] as const)[bytes.readUInt32BE(56)];
  // A database without a single table has not chosen yet.
  if (encoding === undefined && bytes.readUInt32BE(56) !== 0)
    throw databaseUnsound('its header states a text encoding that SQLite does not know');
  // An old writer does not keep the number of pages; it leaves another number of the last change here.
  const knows = bytes.readUInt32BE(24) === bytes.readUInt32BE(92);
  return {
    pageSize,
    usable,
    pages: knows ? bytes.readUInt32BE(28) : 0,
    freelist: { first: bytes.readUInt32BE(32), pages: bytes.readUInt32BE(36) },
    hasPointerMaps: bytes.readUInt32BE(52) !== 0,
    encoding: encoding ?? 'utf-8',
  };
}

/**
 * The pages of the database in the open file `file`, `size` bytes long. Reads block the thread, as SQLite's own do.
 *
 * @throws database-unsound
 */
export function pagesOf(file: number, size: number): Pages {
  const head = Buffer.alloc(HEADER_BYTES);
  const header = readHeader(head.subarray(0, readSync(file, head, 0, HEADER_BYTES, 0)));
  const there = Math.ceil(size / header.pageSize);
  const count = header.pages === 0 ? there : header.pages;
  if (count * header.pageSize > size)
    throw databaseUnsound(
      `it is cut short: ${count} pages of ${header.pageSize} bytes were written, and ${size} bytes are there`,
    );
  const buffers = [Buffer.allocUnsafeSlow(header.pageSize), Buffer.allocUnsafeSlow(header.pageSize)] as const;
  let turn: 0 | 1 = 0;
  return {
    header,
    count,
    read(page) {
      turn = turn === 0 ? 1 : 0;
      const buffer = buffers[turn];
      readSync(file, buffer, 0, header.pageSize, (page - 1) * header.pageSize);
      return buffer;
    },
  };
}

export function databaseUnsound(reason: string, cause?: unknown) {
  return failed('database-unsound', { reason: toPrintable(reason) }, cause);
}
