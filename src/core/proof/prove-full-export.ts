import { join } from 'node:path';
import { toPrintable } from '../contents/printable';
import type { Take } from '../contents/zip/inflate';
import type { ZipEntry } from '../contents/zip/zip-directory';
import { ScratchFile } from '../disk/scratch-file';
import { withScratchFolder } from '../disk/scratch-folder';
import { failed } from '../errors';
import { parseKeyText } from '../formats/fernet';
import { checkDatabase, DATABASE, type DatabaseFacts } from './database';
import {
  Collected,
  type ExportFiles,
  fileNamed,
  placesBut,
  readManifestOf,
  reportPackedExport,
  requiredFile,
} from './export-files';
import { MANIFEST, type Manifest } from './manifest';
import { type Check, type ProofReport, type Warning, warning } from './model';

/** The key without which a portal cannot read its stored credentials. */
const CREDENTIAL_KEY = 'zoom.key';
/** A key has 44 characters; an editor may have put a line break behind it. */
const MOST_KEY_BYTES = 1024;
const UPLOADS = 'uploads/';
/** To a portal on Linux a backslash is a letter, so that these are files beside the folder of uploads. */
const UPLOADS_OF_WINDOWS = /^uploads[^/]*\\/;

/** Without these a portal that has imported the database does not start. */
const NEEDED_TABLES = ['meeting', 'user'];

/** Files beside a database that belong to it, and that the portal's import leaves behind. */
const LOG = `${DATABASE}-wal`;
const JOURNAL = `${DATABASE}-journal`;

export interface FullExportOptions {
  readonly scratchParent: string;
  readonly freeBytes: number | null;
  readonly signal: AbortSignal;
}

/**
 * Proves what the portal needs of a whole-site export to start: its manifest, its database with the portal's own
 * tables, and its key.
 *
 * @throws export-of-other-scope, entry-missing, manifest-unreadable, manifest-other-app, credential-key-unusable,
 *   database-unsound, database-not-of-portal, disk-full, destination-not-writable, cancelled, and what reading the
 *   entries throws
 */
export async function proveFullExport(
  parts: ExportFiles,
  options: FullExportOptions,
): Promise<Pick<ProofReport, 'checks' | 'warnings' | 'facts'>> {
  const { files } = parts;
  if (fileNamed(files, DATABASE) === undefined && fileNamed(files, 'frontend.json') !== undefined)
    throw failed('export-of-other-scope', { expected: 'full' });
  const databaseEntry = requiredFile(files, DATABASE);
  const keyEntry = fileNamed(files, CREDENTIAL_KEY);
  const closed = await reportPackedExport(parts, databaseEntry, requiredFile(files, MANIFEST), keyEntry);
  if (closed !== null) return closed;
  const { manifest, entry: manifestEntry } = await readManifestOf(parts);
  if (manifest.kind === 'frontend') throw failed('export-of-other-scope', { expected: 'full' });
  const { database, keyText } = await readAll(parts, { databaseEntry, manifestEntry, keyEntry }, options);

  const present = new Set(database.tables.map(({ name }) => name.toLowerCase()));
  const missing = NEEDED_TABLES.filter((name) => !present.has(name));
  if (missing.length > 0) throw failed('database-not-of-portal', { missing: missing.join(', ') });
  const key = keyEntry === undefined ? null : judgeKey(keyText, database);

  const uploads = files.filter((entry) => entry.name.startsWith(UPLOADS));
  const lost = files.filter((entry) => UPLOADS_OF_WINDOWS.test(entry.name));
  return {
    checks: [
      { id: 'manifest', outcome: 'passed' },
      { id: 'database', outcome: database.warnings.length === 0 ? 'passed' : 'warning' },
      { id: 'portal-tables', outcome: 'passed' },
      key?.check ?? { id: 'credential-key', outcome: 'warning' },
    ],
    warnings: [
      ...(key === null ? [warning('credential-key-missing', { stored: database.credentials.count })] : key.warnings),
      ...database.warnings,
      ...((fileNamed(files, JOURNAL)?.bytes ?? 0) > 0 ? [warning('journal-left-behind', {})] : []),
      ...(lost[0] === undefined
        ? []
        : [warning('uploads-behind-backslash', { count: lost.length, example: toPrintable(lost[0].name) })]),
      ...warningsOf(manifest),
    ],
    facts: {
      kind: 'portal-export',
      app: manifest.app,
      formatVersion: manifest.format_version,
      exportedAt: manifest.exported_at,
      sourceHost: manifest.source_host,
      turnstileEnabledAtExport: manifest.turnstile_enabled_at_export,
      note: manifest.note,
      databaseBytes: databaseEntry.bytes,
      tables: database.tables,
      uploads: { count: uploads.length, bytes: uploads.reduce((sum, entry) => sum + entry.bytes, 0) },
      hasCredentialKey: keyEntry !== undefined,
    },
  };
}

interface Entries {
  readonly databaseEntry: ZipEntry;
  readonly manifestEntry: ZipEntry;
  readonly keyEntry: ZipEntry | undefined;
}

/** Reads every entry to its end; the database and its log are in private files while they are checked. */
async function readAll(
  { files, places, read }: ExportFiles,
  { databaseEntry, manifestEntry, keyEntry }: Entries,
  { scratchParent, freeBytes, signal }: FullExportOptions,
): Promise<{ database: DatabaseFacts; keyText: Buffer }> {
  const logEntry = fileNamed(files, LOG);
  const need = databaseEntry.bytes + (logEntry?.bytes ?? 0);
  // Told at once, and not when the disk is full.
  if (freeBytes !== null && need > freeBytes) throw failed('disk-full', { path: scratchParent, need, free: freeBytes });
  return withScratchFolder(scratchParent, async (folder) => {
    const copies: { entry: ZipEntry; file: ScratchFile }[] = [];
    const keyText = new Collected();
    try {
      const takers = new Map<ZipEntry, Take>();
      for (const entry of logEntry === undefined ? [databaseEntry] : [databaseEntry, logEntry]) {
        const file = await ScratchFile.create(join(folder, entry === databaseEntry ? DATABASE : 'log'), entry.bytes);
        copies.push({ entry, file });
        takers.set(entry, (bytes) => file.append(bytes));
      }
      if (keyEntry !== undefined && keyEntry.bytes <= MOST_KEY_BYTES) takers.set(keyEntry, keyText.take);
      await read(placesBut(places, manifestEntry), takers);
    } finally {
      for (const { file } of copies) await file.close();
    }
    if (signal.aborted) throw failed('cancelled', {});
    const pathOf = (entry: ZipEntry | undefined) => copies.find((copy) => copy.entry === entry)?.file.path ?? null;
    return { database: await checkDatabase(join(folder, DATABASE), pathOf(logEntry)), keyText: keyText.bytes() };
  });
}

/**
 * Whether a portal can start with this key, and reads its stored credentials with it.
 *
 * @throws credential-key-unusable
 */
function judgeKey(text: Buffer, { credentials }: DatabaseFacts): { check: Check; warnings: Warning[] } {
  const key = parseKeyText(text);
  if (key === null) throw failed('credential-key-unusable', { bytes: text.length });
  const tried = credentials.count;
  if (tried === 0) return { check: { id: 'credential-key-untried', outcome: 'passed' }, warnings: [] };
  const { opened, closedColumn } = credentials.openedBy(key);
  if (closedColumn === null) return { check: { id: 'credential-key', outcome: 'passed' }, warnings: [] };
  return {
    check: { id: 'credential-key', outcome: 'warning' },
    warnings: [warning('credential-key-other', { opened, tried, column: closedColumn })],
  };
}

function warningsOf(manifest: Manifest): Warning[] {
  const warnings: Warning[] = [];
  if (!manifest.strict) warnings.push(warning('manifest-not-strict', {}));
  if (manifest.turnstile_enabled_at_export === true) warnings.push(warning('turnstile-will-be-off', {}));
  if (manifest.source_host === null) warnings.push(warning('source-host-unknown', {}));
  return warnings;
}
