import { ZipFile } from 'yazl';
import { type Media, svg } from './media';
import type { PlannedArchive, SampleSite } from './plan';

/** What a whole-site export holds beside its manifest. */
export interface PortalContents {
  readonly database: Buffer;
  readonly media: readonly Media[];
  /** The Fernet key of the portal's stored credentials. */
  readonly credentialKey: string;
}

/** A portal import zip, format 2, as a stream. */
export function portalExport(
  site: SampleSite,
  archive: PlannedArchive,
  contents: PortalContents,
): AsyncIterable<Uint8Array> {
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

/** The public site alone, as the portal's frontend bundle has it: what its pages say is in `frontend.json`. */
export function frontendExport(site: SampleSite, archive: PlannedArchive): AsyncIterable<Uint8Array> {
  const manifest = {
    app: site.app,
    kind: 'frontend',
    format_version: 5,
    sync_scope: 'full',
    exported_at: archive.createdAt.toISOString().replace('Z', '000Z'),
    content_filename: 'frontend.json',
    assets_dir: 'assets/',
  };
  const content = {
    site: { title: site.name },
    pages: [
      { slug: 'home', title: site.name },
      { slug: 'meetings', title: 'Meetings' },
    ],
  };
  return zipped(archive.createdAt, [
    ['manifest.json', Buffer.from(JSON.stringify(manifest, null, 2))],
    ['frontend.json', Buffer.from(JSON.stringify(content, null, 2))],
    ['assets/site.css', Buffer.from('body { font: 1rem/1.5 sans-serif; margin: 2rem auto; max-width: 40rem; }\n')],
    ['assets/logo.svg', svg(site.name)],
  ]);
}

function zipped(mtime: Date, entries: readonly (readonly [name: string, bytes: Buffer])[]): AsyncIterable<Uint8Array> {
  const zip = new ZipFile();
  for (const [name, bytes] of entries) zip.addBuffer(bytes, name, { mtime });
  zip.end();
  return zip.outputStream as AsyncIterable<Buffer>;
}
