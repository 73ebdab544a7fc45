import { SalvorError, failed } from '../errors';
import type { PayloadId } from '../formats/format';
import type { RandomAccess } from '../formats/random-access';
import type { ProofReport } from './model';
import { type ProofOptions, provePayload } from './prove';

export interface ContentsOptions extends ProofOptions {
  /** Whether the envelope could have been cut at its end without a trace. */
  readonly endsOpen: boolean;
}

/**
 * Proves what lies inside, by its kind.
 *
 * @throws cut-short where the envelope ends open and the contents have no end either; what each kind's proof throws
 */
export async function proveContents(kind: PayloadId, payload: RandomAccess, options: ContentsOptions): Promise<ProofReport> {
  try {
    return await proveKind(kind, payload, options);
  } catch (error) {
    if (options.endsOpen && error instanceof SalvorError && error.failure.code === 'zip-damaged') {
      throw failed('cut-short', { have: payload.size, need: null }, error);
    }
    throw error;
  }
}

async function proveKind(kind: PayloadId, payload: RandomAccess, options: ContentsOptions): Promise<ProofReport> {
  switch (kind) {
    case 'zip':
      return provePayload(payload, options);
    default:
      return proveUnknown(payload, options);
  }
}

/** Nothing can be said of bytes of no known kind, but that they are authentic: then they must also be whole. */
function proveUnknown(payload: RandomAccess, { endsOpen }: ContentsOptions): ProofReport {
  if (payload.size === 0) throw failed('payload-empty', {});
  if (endsOpen) throw failed('cut-short', { have: payload.size, need: null });
  return { checks: [], warnings: ['contents-unknown'], entries: { count: 0, bytes: 0 }, facts: { kind: 'unknown' } };
}
