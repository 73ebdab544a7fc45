import type { Need, Promised } from '../formats/format';

/** What an archive is to hold, as its seal or its name promises. Anything else in its place is a failure. */
export type Expected = Promised['holds'];

/** Names that the three systems and pg_dump's users give to dumps, and the portal to its exports. */
const DUMP_NAMES = [/\.sql(?:\.gz)?$/i, /\.(?:dump|pgdump)(?:\.gz)?$/i, /\.proisp\.bak$/i, /^vaultterm-/i, /^proisp_/i];
const PORTAL_NAMES = [/^tsp-export-/i, /\.zip(?:\.enc)?$/i];

/**
 * The seal decides before the name, which nothing protects.
 *
 * @param layers the envelopes around the payload, from the outermost on
 * @param name of the archive, without a folder
 */
export function expectedContents(
  layers: readonly (Pick<Promised, 'holds'> & { readonly needs: Need })[],
  name: string,
): Expected {
  const seal = layers.findLast(({ needs }) => needs !== 'nothing');
  if (seal !== undefined) return seal.holds;
  if (DUMP_NAMES.some((pattern) => pattern.test(name))) return 'dump';
  return PORTAL_NAMES.some((pattern) => pattern.test(name)) ? 'portal-export' : 'anything';
}
