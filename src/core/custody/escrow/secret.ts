import type { SecretFacts } from '../model';

/** A secret that is to be split, or that came back: what may be told of it, and the secret itself. */
export interface EscrowSecret extends SecretFacts {
  /**
   * The secret as its file or field holds it: of a site's key the text `tspsk_…`, of a passphrase its UTF-8. Its
   * holder is to overwrite it when the work is over.
   */
  bytes: Uint8Array;
}
