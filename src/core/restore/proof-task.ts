import type { StreamedEntries } from '../contents/zip/streamed-entries';
import { freeBytes } from '../disk/disk-trouble';
import type { RandomAccess } from '../disk/random-access';
import type { PayloadId } from '../formats/format';
import { openInPlace } from '../formats/gcm';
import type { GcmMessage } from '../formats/gcm-message';
import type { Expected } from '../proof/expected';
import type { ProofReport } from '../proof/model';
import { proveContents } from '../proof/prove-contents';
import type { Scope } from '../sources/model';

/** What is to be proven, as plain data. */
export interface ProofTask {
  readonly kind: PayloadId;
  readonly scope: Scope;
  readonly expected: Expected;
  /** Whether the envelope could have been cut at its end without a trace. */
  readonly endsOpen: boolean;
  /** The folder under which the private scratch folder is made. */
  readonly scratchParent: string;
}

/** Proves a payload and closes it. @throws what `proveContents` throws */
export async function runProof(
  task: ProofTask,
  payload: RandomAccess,
  signal: AbortSignal,
  report: (done: number) => void,
  streamed: StreamedEntries | null = null,
): Promise<ProofReport> {
  try {
    const { kind, scope, expected, endsOpen, scratchParent } = task;
    return await proveContents(kind, payload, {
      scope,
      expected,
      endsOpen,
      scratchParent,
      freeBytes: await freeBytes(scratchParent).catch(() => null),
      signal,
      report,
      streamed,
    });
  } finally {
    await payload.close();
  }
}

/** The payload of an archive through all its envelopes, each decrypted at the position that is asked for. */
export function openEnvelopes(archive: RandomAccess, envelopes: readonly GcmMessage[]): RandomAccess {
  return envelopes.reduce((within, message) => openInPlace(message, within), archive);
}
