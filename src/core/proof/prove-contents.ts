import type { RandomAccess } from '../disk/random-access';
import { failed, isFailure } from '../errors';
import type { PayloadId } from '../formats/format';
import { seenOf } from '../formats/seen';
import type { ContentsSeen } from '../found-instead';
import type { Expected } from './expected';
import { innerProver } from './inner-dumps';
import { type ProofReport, warning } from './model';
import { proveCustomDump } from './prove-custom-dump';
import { lacksClosing, provePlainDump } from './prove-plain-dump';
import { type ProofOptions, provePortalExport } from './prove-portal-export';
import { proveTar } from './prove-tar';
import { proveZipOfFiles } from './prove-zip-of-files';

/** Enough to see the words of a page or a message. */
const SEEN_BYTES = 4096;

export interface ContentsOptions extends ProofOptions {
  /** Whether the envelope could have been cut at its end without a trace. */
  readonly endsOpen: boolean;
  readonly expected: Expected;
}

/**
 * Proves what lies inside, by its kind.
 *
 * @throws payload-not-a-zip, payload-not-a-dump where it is not what was promised; cut-short where the envelope ends
 *   open and the contents have no end either; what each kind's proof throws
 */
export async function proveContents(
  kind: PayloadId,
  payload: RandomAccess,
  options: ContentsOptions,
): Promise<ProofReport> {
  try {
    return await proveKind(kind, payload, options);
  } catch (error) {
    if (options.endsOpen && isFailure(error, 'zip-end-missing')) {
      throw failed('cut-short', { have: payload.size, need: null }, error);
    }
    throw error;
  }
}

async function proveKind(kind: PayloadId, payload: RandomAccess, options: ContentsOptions): Promise<ProofReport> {
  const { expected } = options;
  if (kind === 'unknown') return proveUnknown(payload, options);
  if (expected === 'portal-export' && kind !== 'zip')
    throw failed('payload-not-a-zip', { found: kind === 'tar' ? 'tar' : 'postgresql-dump' });
  switch (kind) {
    case 'zip':
      return expected === 'dump'
        ? withDump('zip', await proveZipOfFiles(payload, innerProver(1, options), options))
        : provePortalExport(payload, options);
    case 'postgresql-custom':
      return proveCustomDump(payload, options);
    case 'postgresql-sql': {
      const proof = await provePlainDump(payload, options);
      return expected === 'dump' ? withTables(proof) : proof;
    }
    case 'tar': {
      const proof = await proveTar(payload, innerProver(1, options), options);
      return expected === 'dump' ? withDump('tar', proof) : proof;
    }
  }
}

/** A database backup without a database in it is none, however sound its files are. */
function withDump(seen: 'zip' | 'tar', proof: ProofReport): ProofReport {
  if (proof.facts.kind === 'files' && proof.facts.dumps.length === 0)
    throw failed('payload-not-a-dump', { found: seen });
  return proof;
}

/** SQL that makes and holds nothing, and that pg_dump did not end, is what a failed dump leaves. */
function withTables(proof: ProofReport): ProofReport {
  const codes = new Set(proof.warnings.map(({ code }) => code));
  if (codes.has('dump-without-tables') && codes.has('sql-end-unproven'))
    throw failed('payload-not-a-dump', { found: 'sql-without-tables' });
  return proof;
}

/**
 * What Salvor does not read, and what may be the promised thing all the same: packed, sealed once more, of another
 * version.
 */
const MAY_BE_IT: ReadonlySet<ContentsSeen> = new Set([
  'utf-16-text',
  'xz',
  'zstd',
  'bzip2',
  'lz4',
  'lzma',
  'compress',
  '7z',
  'rar',
  'age',
  'gpg',
  'openssl',
  'newer-envelope',
  'newer-dump',
  'older-dump',
  'binary',
]);

/** Of bytes of no known kind it is known only that they are whole, and whether they can be what was expected. */
async function proveUnknown(payload: RandomAccess, { endsOpen, expected }: ContentsOptions): Promise<ProofReport> {
  if (payload.size === 0) throw failed('payload-empty', {});
  const head = Buffer.alloc(Math.min(SEEN_BYTES, payload.size));
  await payload.read(head, 0);
  const seen = seenOf(head);
  if (!MAY_BE_IT.has(seen)) {
    if (expected === 'portal-export') throw failed('payload-not-a-zip', { found: seen });
    if (expected === 'dump') throw failed('payload-not-a-dump', { found: seen });
  }
  if (endsOpen) throw failed('cut-short', { have: payload.size, need: null });
  return {
    checks: [],
    warnings: [warning('contents-unknown', { found: seen })],
    entries: { count: 0, bytes: 0 },
    facts: { kind: 'unknown' },
  };
}

/**
 * Whether a payload that may hold altered bytes stops before its own end, if its kind shows it: then it was
 * cut. Nothing else of it is believed.
 */
export async function stopsEarly(kind: PayloadId, payload: RandomAccess): Promise<boolean> {
  if (kind === 'postgresql-sql') return lacksClosing(payload);
  if (kind !== 'postgresql-custom') return false;
  return proveCustomDump(payload, { signal: new AbortController().signal, report: () => undefined }).then(
    () => false,
    (error: unknown) => isFailure(error, 'cut-short'),
  );
}
