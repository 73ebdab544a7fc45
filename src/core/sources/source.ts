import { z } from 'zod';
import type { ByteSource } from '../disk/byte-source';
import type { Archive, Scope, Site, SizedArchive, UnreadableRow } from './model';

/** Where archives are kept, as a person gave it and a kind of source checked it. */
export const sourceAddressSchema = z.object({
  url: z.string(),
  /** Whether a person switched plain http on for it. */
  allowHttp: z.boolean(),
  /** Certificate authorities to trust for it besides the known ones, as PEM. */
  authorities: z.array(z.string()).readonly(),
});
export type SourceAddress = z.infer<typeof sourceAddressSchema>;

/** All that it takes to read what a source keeps. */
export const sourceAccessSchema = z.object({ address: sourceAddressSchema, apiKey: z.string() });
export type SourceAccess = z.infer<typeof sourceAccessSchema>;

/** What a source lists, and the entries of its list that cannot be named. */
export interface Listing {
  readonly archives: Archive[];
  readonly unreadable: UnreadableRow[];
}

/** A place where archives are kept. Every method fails with a typed error. */
export interface Source {
  /** How messages name it. */
  readonly host: string;
  /** Host and port of the proxy that the last call went through; null where there was none. */
  readonly proxy: string | null;
  probe(signal?: AbortSignal): Promise<Site>;
  /** All archives, or those of one scope, in the source's own order. */
  list(scope?: Scope, signal?: AbortSignal): Promise<Listing>;
  /** @throws archive-not-found */
  find(id: string, signal?: AbortSignal): Promise<Archive>;
  /**
   * Begins to read an archive, from byte `from` on.
   *
   * @throws archive-not-found, archive-unavailable; size-changed-on-server where it is not as long as it was listed.
   *   `next` throws cut-short and connection-lost as well, after which another download can continue
   */
  download(archive: SizedArchive, signal?: AbortSignal, from?: number): Promise<ByteSource>;
  /** The first bytes of an archive as they are now. @throws as `download` */
  readBeginning(archive: SizedArchive, bytes: number, signal?: AbortSignal): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A kind of source. One line in kinds/registry.ts makes it known. */
export interface SourceKind {
  /** Whether an address is for this kind to check. */
  takes(url: string): boolean;
  /** The address in its one spelling. @throws secret-in-address, url-malformed and others that say what is wrong */
  checkAddress(url: string, allowHttp: boolean): string;
  /** The key without white space around it. @throws api-key-empty, api-key-malformed */
  checkApiKey(text: string): string;
  /** Connects to nothing yet. @param stallMs without a byte after which a connection counts as lost */
  open(access: SourceAccess, stallMs?: number): Source;
}
