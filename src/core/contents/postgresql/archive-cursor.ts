import type { RandomAccess } from '../../disk/random-access';
import { failed } from '../../errors';
import { PieceReader } from '../piece-reader';

/** How the numbers of one archive are written. */
export interface NumberSizes {
  /** Bytes of an integer after its sign, 4 on every system that PostgreSQL runs on. */
  readonly intBytes: number;
  /** Bytes of a file position. */
  readonly offsetBytes: number;
}

/** A text that stays in the file until it is asked for: statements can be long, and there can be many. */
export interface Span {
  readonly at: number;
  readonly bytes: number;
}

/** Where the data of an entry begins, if pg_dump could write it down; `none` where the entry has no data. */
export type DataPosition = { readonly state: 'unset' | 'none' } | { readonly state: 'set'; readonly at: number };

/** Identifiers are of 63 bytes; only the names of functions, which hold their arguments, grow to some kilobytes. */
const LONGEST_NAME = 64 * 1024;

/** Walks an archive of pg_dump from its start to its end, element by element. */
export class ArchiveCursor {
  readonly #reader: PieceReader;
  readonly #size: number;
  #position = 0;
  sizes: NumberSizes = { intBytes: 4, offsetBytes: 8 };

  private constructor(access: RandomAccess, passed: (bytes: number) => void) {
    this.#size = access.size;
    this.#reader = new PieceReader(access, passed, () => failed('cut-short', { have: access.size, need: null }));
  }

  /** @param passed is called with the bytes of each piece that was gone through */
  static async at(access: RandomAccess, position: number, passed: (bytes: number) => void): Promise<ArchiveCursor> {
    const cursor = new ArchiveCursor(access, passed);
    cursor.#position = position;
    await cursor.#reader.moveTo(position, access.size);
    return cursor;
  }

  get position(): number {
    return this.#position;
  }

  get atEnd(): boolean {
    return this.#position >= this.#size;
  }

  /** The next bytes, at least one and at most `most`; valid until the next call. @throws cut-short */
  async some(most: number): Promise<Buffer> {
    const bytes = await this.#reader.some(most);
    this.#position += bytes.length;
    return bytes;
  }

  async exactly(length: number): Promise<Buffer> {
    const bytes = await this.#reader.exactly(length);
    this.#position += length;
    return bytes;
  }

  async skip(length: number): Promise<void> {
    if (length > this.#size - this.#position) throw failed('cut-short', { have: this.#size, need: null });
    let left = length;
    while (left > 0) left -= (await this.some(left)).length;
  }

  async byte(): Promise<number> {
    return (await this.exactly(1))[0] ?? 0;
  }

  /** A sign byte, then the amount with its lowest byte first. @throws cut-short, dump-damaged */
  async int(): Promise<number> {
    const bytes = await this.exactly(1 + this.sizes.intBytes);
    const sign = bytes[0] ?? 0;
    const amount = lowestFirst(bytes.subarray(1));
    if (sign > 1 || amount > 0x7fffffff)
      throw dumpDamaged(`there is no number where one should be, before byte ${this.#position}`);
    return sign === 1 ? -amount : amount;
  }

  /** A length and so many bytes; null is written as a negative length. @throws cut-short, dump-damaged */
  async name(): Promise<string | null> {
    const length = await this.int();
    if (length < 0) return null;
    if (length > LONGEST_NAME) throw dumpDamaged(`a name of ${length} bytes stands before byte ${this.#position}`);
    return textOf(await this.exactly(length));
  }

  /** As `name`, for a text that is left where it is. */
  async span(): Promise<Span | null> {
    const bytes = await this.int();
    if (bytes < 0) return null;
    const at = this.#position;
    await this.skip(bytes);
    return { at, bytes };
  }

  /** A flag and a position. Flags of pg_dump: 1 not known when it was written, 2 set, 3 no data. */
  async dataPosition(): Promise<DataPosition> {
    const flag = await this.byte();
    const at = lowestFirst(await this.exactly(this.sizes.offsetBytes));
    if (flag === 1) return { state: 'unset' };
    if (flag === 2) return { state: 'set', at };
    if (flag === 3) return { state: 'none' };
    throw dumpDamaged(
      `an entry of its table of contents has a flag that does not exist, before byte ${this.#position}`,
    );
  }

  /** Waits until no read is under way, so that the file may be closed. */
  async settle(): Promise<void> {
    await this.#reader.settle();
  }
}

export function dumpDamaged(reason: string, cause?: unknown) {
  return failed('dump-damaged', { reason }, cause);
}

/** The bytes as UTF-8, or one character for each where they are of an older encoding. */
export function textOf(bytes: Uint8Array): string {
  try {
    return STRICT_UTF8.decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}

const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function lowestFirst(bytes: Uint8Array): number {
  let amount = 0;
  for (let at = bytes.length - 1; at >= 0; at -= 1) amount = amount * 256 + (bytes[at] ?? 0);
  return amount;
}
