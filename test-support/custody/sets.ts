import { bytesToHex } from '@noble/hashes/utils.js';
import type { NewSet } from '../../src/core/custody/register/model';
import type { Card } from '../../src/core/custody/share/card-text';
import { holderPublicKey } from '../../src/core/custody/share/holder-key';
import { type SealedPart, sealedDigest } from '../../src/core/custody/share/sealed-part';
import { type Share, shareDigest } from '../../src/core/custody/share/share';

/** Three shares of one set. They open nothing: the register asks only whether they are well formed. */
export function someShares(generation = 1, set = Uint8Array.from([1, 2, 3, 4, 5])): [Share, Share, Share] {
  const share = (index: number): Share => ({
    threshold: 2,
    count: 3,
    index,
    set,
    generation,
    point: Uint8Array.from({ length: 33 }, (_, at) => ((at + 1) * index * 7 + generation) % 255 || 1),
  });
  return [share(1), share(2), share(3)];
}

export const SITE_KEY = { kind: 'site-key', label: 'Harbour Fellowship', fingerprint: '25e4:effe:c971:cbf1' } as const;

/** What their cards carry beside them: it opens nothing either. */
export const SEALED: SealedPart = { kind: 'carried', bytes: Uint8Array.from({ length: 85 }, (_, at) => at) };

/** The whole card of one of them. */
export function cardOf(share: Share): Card {
  return { share, sealed: SEALED };
}

/** What a ceremony would register for them: Ada, Bo and Cy, each with a printed card that they confirmed. */
export function setOf(shares: readonly Share[]): NewSet {
  const [first] = shares;
  if (first === undefined) throw new Error('no share');
  return {
    set: bytesToHex(first.set),
    generation: first.generation,
    mode: 'customer-only',
    threshold: 2,
    count: 3,
    secrets: [SITE_KEY],
    by: 'Olga Operator',
    escrowFile: null,
    sealedDigest: sealedDigest(SEALED),
    release: null,
    checkEveryDays: 365,
    shares: shares.map((share, at) => ({
      index: share.index,
      digest: shareDigest(share),
      holderKey: holderPublicKey(share),
      custodian: {
        name: ['Ada Able', 'Bo Brook', 'Cy Cole'][at] ?? '',
        role: 'Trustee',
        contact: '',
        organisation: 'customer' as const,
      },
      medium: { kind: 'printed' as const },
      place: ['The office safe', 'At home', 'At the bank'][at] ?? '',
      confirmed: true,
      acknowledged: '2026-11-21',
    })),
  };
}
