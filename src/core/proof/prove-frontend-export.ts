import { failed } from '../errors';
import { DATABASE } from './database';
import {
  Collected,
  type ExportFiles,
  fileNamed,
  placesBut,
  readManifestOf,
  reportPackedExport,
  requiredFile,
} from './export-files';
import { readJson } from './json-text';
import { MANIFEST } from './manifest';
import { type ProofReport, type Warning, warning } from './model';

const CONTENT = 'frontend.json';
/** Far more than the text of a public site, and short enough to be held in memory at once. */
const MOST_CONTENT_BYTES = 128 * 1024 * 1024;

/** What the portals of today write into their manifests. */
const FORMAT_VERSION = 5;
const SYNC_SCOPES: ReadonlySet<string | null> = new Set(['full', 'presentation_pages']);

const REASONS = {
  bom: 'it begins with a byte order mark',
  'not-utf-8': 'it is not UTF-8 text',
  'not-json': 'it is not JSON',
  'too-deep': 'it is nested deeper than the portal reads it',
};

/**
 * Proves a frontend archive as the portal's frontend import takes it: its manifest says that it is one, and its
 * content can be read.
 *
 * @throws export-of-other-scope, entry-missing, manifest-unreadable, manifest-other-app, manifest-other-kind,
 *   content-unreadable, and what reading the entries throws
 */
export async function proveFrontendExport(
  parts: ExportFiles,
): Promise<Pick<ProofReport, 'checks' | 'warnings' | 'facts'>> {
  const { files, places, read } = parts;
  if (files.length === 0) throw failed('payload-empty', {});
  if (fileNamed(files, DATABASE) !== undefined) throw failed('export-of-other-scope', { expected: 'frontend' });
  const closed = await reportPackedExport(parts, requiredFile(files, MANIFEST), requiredFile(files, CONTENT));
  if (closed !== null) return closed;
  const { manifest, entry: manifestEntry } = await readManifestOf(parts);
  if (manifest.kind !== 'frontend') throw failed('manifest-other-kind', { kind: manifest.kind });
  const content = requiredFile(files, CONTENT);
  if (content.bytes > MOST_CONTENT_BYTES)
    throw failed('content-unreadable', { entry: CONTENT, reason: 'it is larger than 128 MiB' });

  const collected = new Collected();
  await read(placesBut(places, manifestEntry), new Map([[content, collected.take]]));
  const json = readJson(collected.bytes());
  if ('reason' in json) throw failed('content-unreadable', { entry: CONTENT, reason: REASONS[json.reason] });
  // Whatever a portal's frontend has goes by a name in it.
  if (typeof json.value !== 'object' || json.value === null || Array.isArray(json.value))
    throw failed('content-unreadable', { entry: CONTENT, reason: 'it is JSON, and no object with names and values' });

  const warnings: Warning[] = [];
  if (!manifest.strict || !json.strict) warnings.push(warning('manifest-not-strict', {}));
  if (manifest.format_version !== FORMAT_VERSION || !SYNC_SCOPES.has(manifest.sync_scope)) {
    warnings.push(
      warning('frontend-of-other-format', {
        version: String(manifest.format_version ?? ''),
        scope: manifest.sync_scope ?? '',
      }),
    );
  }
  return {
    checks: [
      { id: 'manifest', outcome: 'passed' },
      { id: 'frontend-content', outcome: 'passed' },
    ],
    warnings,
    facts: {
      kind: 'frontend-export',
      app: manifest.app,
      formatVersion: manifest.format_version,
      exportedAt: manifest.exported_at,
      syncScope: manifest.sync_scope,
    },
  };
}
