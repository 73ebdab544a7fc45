import type { Scope } from '../../core/sources/model';

/**
 * A sent file name made safe for a header and for every file system: the last part of whatever path it was,
 * plain letters, digits, dot, dash and underscore, not beginning with a dot. Null where nothing is left.
 */
export function safeName(name: string): string | null {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const safe = last
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[._]+/, '')
    .slice(-120);
  return safe === '' ? null : safe;
}

/** A portal's own name for an archive: `tsp-export-20261121-030000.zip.enc`, without `.enc` where it is plain. */
export function archiveName(scope: Scope, createdAt: Date, encrypted: boolean): string {
  const stamp = createdAt.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `tsp-${scope === 'full' ? 'export' : 'frontend'}-${stamp}.zip${encrypted ? '.enc' : ''}`;
}
