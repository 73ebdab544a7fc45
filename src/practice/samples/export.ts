import { ZipFile } from 'yazl';
import { svg, type Media } from './media';
import type { PlannedArchive, SampleSite } from './plan';

/** What a whole-site export holds beside its manifest. */
export interface PortalContents {
  readonly database: Buffer;
  readonly media: readonly Media[];
  /** The seed of the portal's credential key. */
  readonly credentialKey: string;
}

/** A portal import zip, format 2, as a stream. */
export function portalExport(site: SampleSite, archive: PlannedArchive, contents: PortalContents): AsyncIterable<Uint8Array> {
  const manifest = {
    app: site.app,
    format_version: 2,
    exported_at: archive.createdAt.toISOString().replace('Z', '000Z'),
    source_host: archive.sourceHostKnown ? site.host : null,
    turnstile_enabled_at_export: site.turnstile,
    db_filename: 'tsp.db',
    uploads_dir: 'uploads/',
    fernet_key_filename: 'zoom.key',
    note: archive.note ?? '',
  };
  return zipped(archive.createdAt, [
    ['tsp.db', contents.database],
    ['manifest.json', Buffer.from(JSON.stringify(manifest, null, 2))],
    ...(archive.credentialKey ? [['zoom.key', Buffer.from(contents.credentialKey)] as const] : []),
    ...contents.media.map(({ storedName, bytes }) => [`uploads/${storedName}`, bytes] as const),
  ]);
}

/** The public site alone. */
export function frontendExport(site: SampleSite, archive: PlannedArchive): AsyncIterable<Uint8Array> {
  return zipped(archive.createdAt, [
    ['index.html', page(site.name)],
    ['meetings/index.html', page('Meetings')],
    ['assets/site.css', Buffer.from('body { font: 1rem/1.5 sans-serif; margin: 2rem auto; max-width: 40rem; }\n')],
    ['assets/logo.svg', svg(site.name)],
  ]);
}

function page(title: string): Buffer {
  return Buffer.from(
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${title}</title>` +
      `<link rel="stylesheet" href="/assets/site.css"></head><body><h1>${title}</h1></body></html>\n`,
  );
}

function zipped(mtime: Date, entries: readonly (readonly [name: string, bytes: Buffer])[]): AsyncIterable<Uint8Array> {
  const zip = new ZipFile();
  for (const [name, bytes] of entries) zip.addBuffer(bytes, name, { mtime });
  zip.end();
  return zip.outputStream as AsyncIterable<Buffer>;
}
