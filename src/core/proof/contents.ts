import { SalvorError, failed } from '../errors';
import type { PayloadId, ZipContents } from '../formats/format';
import type { RandomAccess } from '../formats/random-access';
import { lookInside } from './inner-dumps';
import { type ProofReport, warning } from './model';
import { proveCustomDump } from './postgresql/prove-archive';
import { lacksClosing, provePlainDump } from './postgresql/prove-sql';
import { type ProofOptions, provePayload } from './prove';
import { proveTar } from './prove-tar';
import { proveZipOfFiles } from './prove-zip-of-files';

export interface ContentsOptions extends ProofOptions {
  /** Whether the envelope could have been cut at its end without a trace. */
  readonly endsOpen: boolean;
  /** What a zip in this envelope is: an export of a portal, or the files of another system. */
  readonly zipHolds: ZipContents;
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
      return options.zipHolds === 'files' ? proveZipOfFiles(payload, lookInside(1, options), options) : provePayload(payload, options);
    case 'postgresql-custom':
      return proveCustomDump(payload, options);
    case 'postgresql-sql':
      return provePlainDump(payload, options);
    case 'tar':
      return proveTar(payload, lookInside(1, options), options);
    case 'unknown':
      return proveUnknown(payload, options);
  }
}

/** Nothing can be said of bytes of no known kind, but that they are authentic: then they must also be whole. */
function proveUnknown(payload: RandomAccess, { endsOpen }: ContentsOptions): ProofReport {
  if (payload.size === 0) throw failed('payload-empty', {});
  if (endsOpen) throw failed('cut-short', { have: payload.size, need: null });
  return { checks: [], warnings: [warning('contents-unknown', {})], entries: { count: 0, bytes: 0 }, facts: { kind: 'unknown' } };
}

/**
 * Whether a payload that may hold altered bytes stops before its own end, as far as its kind can tell: then it was
 * cut. Nothing else of it is believed.
 */
export async function stopsEarly(kind: PayloadId, payload: RandomAccess): Promise<boolean> {
  if (kind === 'postgresql-sql') return lacksClosing(payload);
  if (kind !== 'postgresql-custom') return false;
  return proveCustomDump(payload, { signal: new AbortController().signal, report: () => undefined }).then(
    () => false,
    (error: unknown) => error instanceof SalvorError && error.failure.code === 'cut-short',
  );
}
