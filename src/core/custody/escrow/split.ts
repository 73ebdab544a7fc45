import { equalBytes } from '@noble/ciphers/utils.js';
import { failed } from '../../errors';
import { type SecretFacts, secretFactsOf } from '../model';
import type { Card } from '../share/card-text';
import { type SealedPart, sealedDigest } from '../share/sealed-part';
import { SET_LENGTH, type Share } from '../share/share';
import { encodeBundle } from './bundle';
import { encodeEscrowFile, escrowFileHash } from './escrow-file';
import { COUNT, splitKey, THRESHOLD, xOf } from './key-shares';
import { recoverSecrets } from './recover';
import { newRecoveryKey, seal } from './seal';
import { isTellable, MOST_SECRETS } from './sealed-header';
import type { EscrowSecret } from './secret';

/** An escrow file is sealed in one piece, in memory. */
export const MOST_ESCROW_BYTES = 16 * 1024 * 1024;

export interface SplitOptions {
  /** 1 for a new set; one more than before where a set is split again. */
  readonly generation: number;
  /** The set that is split again; without it a new one, of five random bytes. */
  readonly set?: Uint8Array;
  /** The share (1 to 3) that the vendor holds as break-glass, in mode `managed`. */
  readonly breakGlass?: number;
  readonly now: Date;
}

export interface Split {
  readonly set: Uint8Array;
  readonly generation: number;
  /** The day of the split in UTC, `2026-11-21`. */
  readonly made: string;
  readonly breakGlass: number | null;
  /** Three cards, of shares 1, 2 and 3. Any two of them, with the escrow file where there is one, give the secrets. */
  readonly cards: readonly [Card, Card, Card];
  /** Null where every card carries the sealed secrets itself. */
  readonly escrowFile: Uint8Array | null;
  readonly facts: readonly SecretFacts[];
}

/**
 * Seals secrets under a fresh recovery key and splits that key 2 of 3. Before it returns, each of the three pairs has
 * been recombined, opened and compared with what was given. The recovery key is overwritten; the secrets stay the
 * caller's.
 *
 * @param secrets none of them empty
 * @throws escrow-too-large, clock-implausible, split-check-failed
 */
export async function splitSecrets(secrets: readonly EscrowSecret[], options: SplitOptions): Promise<Split> {
  const { generation, breakGlass = null, now } = options;
  hold(secrets, options);
  const context = {
    set: options.set?.slice() ?? crypto.getRandomValues(new Uint8Array(SET_LENGTH)),
    generation,
    threshold: THRESHOLD,
    count: COUNT,
  };
  const made = now.toISOString().slice(0, 10);
  const facts = secrets.map(secretFactsOf);
  const recoveryKey = newRecoveryKey();
  const bundle = encodeBundle(secrets);
  try {
    const points = await splitKey(recoveryKey);
    const sealed = seal(recoveryKey, context, { breakGlass, xs: points.map(xOf), made, facts }, bundle.bytes);
    const escrowFile = bundle.carried ? null : encodeEscrowFile({ context, sealed });
    const part: SealedPart =
      escrowFile === null ? { kind: 'carried', bytes: sealed } : { kind: 'file', sha256: escrowFileHash(escrowFile) };
    const [first, second, third] = points.map(
      (point, at): Card => ({ share: { ...context, index: at + 1, point } satisfies Share, sealed: part }),
    );
    if (first === undefined || second === undefined || third === undefined) throw new Error('the split is unsound');
    const cards = [first, second, third] as const;
    for (const pair of [
      [first, second],
      [first, third],
      [second, third],
    ])
      await check(secrets, pair, escrowFile);
    return { set: context.set, generation, made, breakGlass, cards: [...cards], escrowFile, facts };
  } finally {
    recoveryKey.fill(0);
    bundle.bytes.fill(0);
  }
}

/** What the register keeps of what all cards of a split carry beside their shares. */
export function sealedDigestOf({ cards: [{ sealed }] }: Split): string | null {
  return sealed === null ? null : sealedDigest(sealed);
}

function hold(secrets: readonly EscrowSecret[], { generation, set, breakGlass, now }: SplitOptions): void {
  const fits =
    secrets.length >= 1 &&
    secrets.length <= MOST_SECRETS &&
    secrets.every(({ bytes }) => bytes.length > 0) &&
    Number.isInteger(generation) &&
    generation >= 1 &&
    generation <= 0xffff &&
    (set === undefined || set.length === SET_LENGTH) &&
    (breakGlass === undefined || [1, 2, 3].includes(breakGlass));
  if (!fits) throw new RangeError('no set can be made so');
  if (!isTellable(now)) throw failed('clock-implausible', { now: now.toISOString() });
  const bytes = secrets.reduce((sum, each) => sum + each.bytes.length, 0);
  if (bytes > MOST_ESCROW_BYTES) throw failed('escrow-too-large', { bytes, limit: MOST_ESCROW_BYTES });
}

/** What two custodians would get on the day, held against what was given. @throws split-check-failed */
async function check(
  secrets: readonly EscrowSecret[],
  pair: readonly Card[],
  escrowFile: Uint8Array | null,
): Promise<void> {
  const recovered = await recoverSecrets(pair, escrowFile).catch((cause: unknown) => {
    throw failed('split-check-failed', {}, cause);
  });
  const same = secrets.every(({ kind, fingerprint, bytes }, at) => {
    const back = recovered.secrets[at];
    return (
      back !== undefined && back.kind === kind && back.fingerprint === fingerprint && equalBytes(back.bytes, bytes)
    );
  });
  for (const { bytes } of recovered.secrets) bytes.fill(0);
  if (!same || recovered.secrets.length !== secrets.length) throw failed('split-check-failed', {});
}
