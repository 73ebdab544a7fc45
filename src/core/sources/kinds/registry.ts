import type { Source, SourceAccess, SourceAddress, SourceKind } from '../source';
import { tsProBackup } from '../ts-pro-backup/client';

/** Every kind of source. The first that takes an address is its own; the last takes any, and says what is wrong. */
const SOURCE_KINDS = [tsProBackup] as const satisfies readonly SourceKind[];

function kindOf(url: string): SourceKind {
  return SOURCE_KINDS.find((kind) => kind.takes(url)) ?? tsProBackup;
}

/** An address in its one spelling. @throws as its kind does */
export function checkAddress(url: string, allowHttp: boolean): string {
  return kindOf(url).checkAddress(url, allowHttp);
}

/** An address that no one has checked yet, fit to be shown and written down; '…' where that is in doubt. */
export function shownAddress(url: string): string {
  try {
    return checkAddress(url, true);
  } catch {
    return '…';
  }
}

/** The key to a source, checked before anything is sent. @throws api-key-empty, api-key-malformed */
export function checkApiKey({ url }: Pick<SourceAddress, 'url'>, text: string): string {
  return kindOf(url).checkApiKey(text);
}

/** Opens the source behind an address; it is closed when `work` has ended. @throws as its kind and `work` do */
export async function withSource<T>(
  access: SourceAccess,
  work: (source: Source) => Promise<T>,
  stallMs?: number,
): Promise<T> {
  const source = kindOf(access.address.url).open(access, stallMs);
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}
