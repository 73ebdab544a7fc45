import type { Decryption } from './decrypt';
import type { RestoreResult } from './model';

/** What a result says of how an archive was opened. */
export function describeOpening(
  decryption: Decryption,
): Pick<RestoreResult, 'layers' | 'payload' | 'keyFingerprint' | 'derivation' | 'said'> {
  const { layers, payload } = decryption;
  return {
    layers: layers.map(({ header }) => header.id),
    payload,
    keyFingerprint:
      layers.map(({ opening }) => opening.keyFingerprint).find((fingerprint) => fingerprint !== null) ?? null,
    derivation: layers.map(({ opening }) => opening.derivation).find((derivation) => derivation !== null) ?? null,
    said: Object.assign({}, ...layers.map(({ header }) => header.said)) as Record<string, string>,
  };
}
