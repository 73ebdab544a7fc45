import { unreadable } from '../disk/disk-trouble';
import { openFileAccess } from '../disk/random-access';
import { failed } from '../errors';
import type { Need, Promised } from './format';
import { PROMISED, recognisePayload } from './payload';
import { type FormatId, HEAD_BYTES, recogniseEnvelope } from './registry';
import { seenOf } from './seen';

/** What a file is, by its header alone. */
export interface Inspection extends Promised {
  path: string;
  bytes: number;
  format: FormatId;
  encrypted: boolean;
  needs: Need;
  headerBytes: number;
  /** What the header says in clear, by the format's own names. Nothing authenticates it. */
  said: Readonly<Record<string, string>>;
}

/**
 * Reads the first bytes of a file and nothing else. @throws file-unreadable, unknown-format, header-cut-short,
 * header-never-ends, header-damaged
 */
export async function inspectFile(path: string): Promise<Inspection> {
  const file = await openFileAccess(path).catch(unreadable(path));
  try {
    const head = new Uint8Array(Math.min(HEAD_BYTES, file.size));
    const got = await file.read(head, 0).catch(unreadable(path));
    return { path, bytes: file.size, ...identify(head.subarray(0, got)) };
  } finally {
    await file.close();
  }
}

function identify(head: Uint8Array): Omit<Inspection, 'path' | 'bytes'> {
  const header = recogniseEnvelope(head)?.readHeader(head);
  if (header !== undefined) {
    const { id, needs, headerBytes, said, holds, ending } = header;
    return { format: id, encrypted: needs !== 'nothing', needs, headerBytes, said, holds, ending };
  }
  const payload = recognisePayload(head);
  if (payload === null) throw failed('unknown-format', { found: seenOf(head) });
  return { format: payload, encrypted: false, needs: 'nothing', headerBytes: 0, said: {}, ...PROMISED[payload] };
}
