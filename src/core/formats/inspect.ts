import { failed } from '../errors';
import type { FormatId, Need } from './format';
import { openFileAccess } from './random-access';
import { HEAD_BYTES, recognise } from './registry';

/** What a file is, told from its header alone. */
export interface Inspection {
  path: string;
  bytes: number;
  format: FormatId;
  encrypted: boolean;
  needs: Need;
  headerBytes: number;
}

/** Reads the first bytes of a file and nothing else. @throws file-unreadable, unknown-format, header-cut-short */
export async function inspectFile(path: string): Promise<Inspection> {
  const file = await openFileAccess(path).catch((cause: NodeJS.ErrnoException) => {
    throw failed('file-unreadable', { path, reason: cause.code ?? cause.message }, cause);
  });
  try {
    const head = new Uint8Array(Math.min(HEAD_BYTES, file.size));
    const got = await file.read(head, 0).catch((cause: NodeJS.ErrnoException) => {
      throw failed('file-unreadable', { path, reason: cause.code ?? cause.message }, cause);
    });
    const format = recognise(head.subarray(0, got));
    return { path, bytes: file.size, format: format.id, encrypted: format.needs !== 'nothing', needs: format.needs, headerBytes: format.headerBytes };
  } finally {
    await file.close();
  }
}
