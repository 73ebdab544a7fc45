import type { ByteSource } from '../disk/byte-source';
import { openFileAccess, type RandomAccess } from '../disk/random-access';
import { failed } from '../errors';
import { HEAD_BYTES, tellsRightKey } from '../formats/registry';
import type { KeptHead, Leftover } from '../leftovers/model';
import type { Resumable } from '../leftovers/store';
import type { Archive, SizedArchive } from '../sources/model';
import { BODY_HEAD_BYTES, type Decryption, wrongSecret } from './decrypt';
import type { Meter } from './meter';

/** Pieces in which a part is read again, and turned back into the archive's bytes. */
const READ = 512 * 1024;
/** File systems give a file its length before its contents: after a loss of power its end can be blocks of zeros. */
const DISK_BLOCK = 4096;

/** What is on the disk is not what came from the server; the whole has to be fetched after all. */
export class PartDamaged extends Error {}

/** An earlier part of an archive, checked against what the server lists now. */
export interface KeptPart extends Resumable {
  /** Bytes of the archive that need not be fetched. */
  readonly archiveBytes: number;
}

/**
 * Whether a leftover is of this archive. An equal hash is the same, whatever the address
 * is by now.
 */
export function isOf({ archive, server, job }: Leftover, listed: Archive, siteId: string): boolean {
  if (job !== 'fetch') return false;
  return (
    (archive.sha256 !== null && archive.sha256 === listed.sha256) ||
    (archive.id === listed.id && archive.name === listed.name && server?.siteId === siteId)
  );
}

/**
 * @throws size-changed-on-server, hash-changed-on-server where the server lists other bytes than when the part was
 * begun
 */
export function requireUnchanged({ archive }: Leftover, listed: SizedArchive): void {
  if (archive.bytes !== listed.bytes)
    throw failed('size-changed-on-server', { listed: archive.bytes, got: listed.bytes });
  if (archive.sha256 !== listed.sha256)
    throw failed('hash-changed-on-server', { listed: archive.sha256 ?? '', got: listed.sha256 ?? '' });
}

/**
 * How much of a part can be built upon: not what never reached the disk, nor what is longer than the archive.
 *
 * @returns null where there is too little of it to be of use
 */
export async function measurePart(found: Resumable, archiveBytes: number): Promise<KeptPart | null> {
  const { headerBytes, trailerBytes, bytes } = found.head;
  const whole = archiveBytes - headerBytes - trailerBytes;
  const file = await openFileAccess(found.part).catch(() => null);
  if (file === null) return null;
  try {
    const have = file.size > whole ? 0 : await withoutZeroEnd(file);
    const least = Buffer.from(bytes, 'base64').length - headerBytes;
    return have <= least ? null : { ...found, have, archiveBytes: headerBytes + have };
  } finally {
    await file.close();
  }
}

async function withoutZeroEnd(file: RandomAccess): Promise<number> {
  const block = Buffer.alloc(DISK_BLOCK);
  let end = file.size;
  while (end > 0) {
    const start = Math.floor((end - 1) / DISK_BLOCK) * DISK_BLOCK;
    const read = await file.read(block.subarray(0, end - start), start);
    if (block.subarray(0, read).some((byte) => byte !== 0)) return end;
    end = start;
  }
  return 0;
}

/**
 * The archive's beginning to be kept with a part, as much of it as `beginDecryption` reads; null where the archive's
 * format cannot be resumed, or the archive is that short.
 *
 * @param seen the first bytes of the archive
 */
export function headOf(decryption: Decryption, seen: Uint8Array): KeptHead | null {
  const [layer, ...others] = decryption.layers;
  if (others.length > 0 || (layer !== undefined && layer.opening.reseal === null)) return null;
  const { headerBytes, trailerBytes } = layer?.header ?? { headerBytes: 0, trailerBytes: 0 };
  const enough = headerBytes + HEAD_BYTES + BODY_HEAD_BYTES + trailerBytes;
  if (seen.length < enough) return null;
  return {
    format: layer?.header.id ?? decryption.payload,
    headerBytes,
    trailerBytes,
    bytes: Buffer.from(seen.subarray(0, enough)).toString('base64'),
  };
}

/**
 * Where the archive's first plaintext has not shown that the key is right, the part does: sealed with the same key it
 * gives the very bytes that came.
 *
 * @throws wrong-key and the like where the part is known to have been opened with another key; else PartDamaged
 */
export async function requireSameKey(
  { head, part }: KeptPart,
  { layers: [layer, ...others] }: Decryption,
): Promise<void> {
  if (layer === undefined || layer.certain || others.length > 0) return;
  const sealed = Buffer.from(head.bytes, 'base64').subarray(head.headerBytes);
  const file = await openFileAccess(part).catch((cause: unknown) => {
    throw new PartDamaged('unreadable', { cause });
  });
  try {
    const plain = Buffer.alloc(sealed.length);
    const got = plain.subarray(0, await file.read(plain, 0));
    const again = Buffer.from(got);
    layer.opening.reseal?.()(again);
    if (sealed.subarray(0, again.length).equals(again)) return;
    if (tellsRightKey(got)) throw wrongSecret(layer.header.needs, [layer.opening]);
    throw new PartDamaged('opened with another key');
  } finally {
    await file.close();
  }
}

/** How many first bytes `headOf` may want. */
export const LONGEST_KEPT_HEAD = 2 * HEAD_BYTES + BODY_HEAD_BYTES + 64;

/**
 * The bytes of an archive with a part on the disk: its kept beginning, then the part turned back into ciphertext at
 * the disk's speed, then the rest from the server. So every byte goes through the authentication and the hash again,
 * as if it had just come, and no key ever had to be kept.
 */
export class ResumedSource implements ByteSource {
  readonly size: number;
  readonly #kept: KeptPart;
  readonly #head: Uint8Array;
  readonly #rest: ByteSource;
  readonly #meter: Meter;
  #resealed: AsyncGenerator<Uint8Array> | null = null;
  #decryption: Decryption | null = null;
  #headGiven = false;

  constructor(kept: KeptPart, rest: ByteSource, meter: Meter) {
    this.size = rest.size;
    this.#kept = kept;
    this.#head = Buffer.from(kept.head.bytes, 'base64');
    this.#rest = rest;
    this.#meter = meter;
  }

  /** Gives the key, once the kept beginning has shown that it is the right one. */
  unlock(decryption: Decryption): void {
    this.#decryption = decryption;
  }

  /** @throws PartDamaged; and as the rest throws */
  async next(): Promise<Uint8Array | null> {
    if (!this.#headGiven) {
      this.#headGiven = true;
      return this.#head;
    }
    this.#resealed ??= this.#reseal();
    const { value, done } = await this.#resealed.next();
    if (done !== true) return value;
    return this.#rest.next();
  }

  async close(): Promise<void> {
    await this.#resealed?.return(undefined);
    await this.#rest.close();
  }

  async *#reseal(): AsyncGenerator<Uint8Array> {
    const { head, have, part } = this.#kept;
    const layer = this.#decryption?.layers[0];
    const reseal =
      this.#decryption === null ? null : layer === undefined ? () => {} : (layer.opening.reseal?.() ?? null);
    if (reseal === null || (layer?.header.id ?? this.#decryption?.payload) !== head.format)
      throw new PartDamaged('another format');
    const expected = this.#head.subarray(head.headerBytes);
    const file = await openFileAccess(part).catch((cause: unknown) => {
      throw new PartDamaged('unreadable', { cause });
    });
    const buffer = Buffer.allocUnsafeSlow(READ);
    try {
      for (let at = 0; at < have; ) {
        const read = await file.read(buffer.subarray(0, Math.min(READ, have - at)), at).catch((cause: unknown) => {
          throw new PartDamaged('unreadable', { cause });
        });
        if (read === 0) throw new PartDamaged('shorter than it was');
        const sealed = buffer.subarray(0, read);
        reseal(sealed);
        const known = Math.max(0, Math.min(read, expected.length - at));
        if (!sealed.subarray(0, known).equals(expected.subarray(at, at + known)))
          throw new PartDamaged('another beginning');
        if (known < read) yield sealed.subarray(known);
        at += read;
      }
    } finally {
      await file.close();
    }
    this.#meter.paused();
  }
}
