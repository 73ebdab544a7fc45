import { join } from 'node:path';
import { failed } from '../errors';
import type { RandomAccess } from '../formats/random-access';
import type { Scope } from '../servers/model';
import { checkDatabase, DATABASE } from './database';
import { checkContents, layOut, type Place } from './entry-contents';
import { checkEntryNames, isFolder } from './entry-names';
import { checkExpansion, needsMoreRoom } from './expansion';
import type { Take } from './inflate';
import { checkReadable } from './local-header';
import { MANIFEST, MOST_MANIFEST_BYTES, readManifest, type Manifest } from './manifest';
import { type Check, type PortalFacts, type ProofReport, type Warning, warning } from './model';
import { ScratchFile, withScratchFolder } from './scratch';
import { readZipDirectory, type ZipEntry } from './zip-directory';

export interface ProofOptions {
  readonly scope: Scope;
  /** The folder under which the private scratch folder is made; its disk must have room for the database. */
  readonly scratchParent: string;
  /** Free bytes on the disk that the archive would be unpacked on, or null where that does not matter. */
  readonly freeBytes: number | null;
  readonly signal: AbortSignal;
  /** Bytes of the archive gone through, of its length; called for every piece. */
  readonly report: (done: number, total: number) => void;
}

/** The seed without which a portal cannot read its stored credentials. */
const CREDENTIAL_KEY = 'zoom.key';
const UPLOADS = 'uploads/';

/**
 * Proves that a decrypted archive is a sound zip of the given scope: a whole-site export as the portal's import
 * takes it, or a frontend-only archive, of which no manifest and no database is asked.
 *
 * The report lists this proof's own checks; that the bytes are authentic is for the caller to say. Reads of
 * `payload` overlap. Throws payload-empty, payload-not-a-zip, zip-damaged, entry-name-hostile, entry-damaged,
 * zip-bomb, entry-missing, manifest-unreadable, manifest-other-app, database-unsound,
 * disk-full and destination-not-writable (of the scratch folder), cancelled, and what the payload's read throws.
 */
export async function provePayload(payload: RandomAccess, options: ProofOptions): Promise<ProofReport> {
  if (options.signal.aborted) throw failed('cancelled', {});
  options.report(0, payload.size);
  const directory = await readZipDirectory(payload, options.signal);
  const { twins } = checkEntryNames(directory.entries);
  for (const entry of directory.entries) checkReadable(entry);
  const { total } = checkExpansion(directory.entries);
  const cramped = needsMoreRoom(total, options.freeBytes);
  const places = layOut(directory);

  let done = 0;
  const look = (chosen: readonly Place[], takers: ReadonlyMap<ZipEntry, Take>) =>
    checkContents(payload, chosen, {
      signal: options.signal,
      takers,
      passed: (bytes) => options.report((done += bytes), payload.size),
    });

  const files = directory.entries.filter((entry) => !isFolder(entry.name));
  const found =
    options.scope === 'full'
      ? await provePortalExport(files, places, look, options)
      : await proveFrontendExport(files, places, look);

  options.report(payload.size, payload.size);
  return {
    checks: [
      { id: 'entry-names', outcome: twins ? 'warning' : 'passed' },
      { id: 'expansion', outcome: cramped ? 'warning' : 'passed' },
      { id: 'entry-contents', outcome: 'passed' },
      ...found.checks,
    ],
    warnings: [...found.warnings, ...(twins ? [warning('case-twins', {})] : []), ...(cramped ? [warning('needs-more-room', {})] : [])],
    entries: { count: files.length, bytes: total },
    facts: found.facts,
  };
}

type Look = (places: readonly Place[], takers: ReadonlyMap<ZipEntry, Take>) => Promise<void>;
type Found = Pick<ProofReport, 'checks' | 'warnings' | 'facts'>;

async function proveFrontendExport(files: readonly ZipEntry[], places: readonly Place[], look: Look): Promise<Found> {
  if (files.length === 0) throw failed('payload-empty', {});
  await look(places, new Map());
  const hasManifest = files.some((entry) => entry.name === MANIFEST);
  return { checks: [], warnings: [], facts: { kind: 'frontend-export', hasManifest } };
}

async function provePortalExport(files: readonly ZipEntry[], places: readonly Place[], look: Look, options: ProofOptions): Promise<Found> {
  const databaseEntry = required(files, DATABASE);
  const manifestEntry = required(files, MANIFEST);
  // First, so that another program's archive is refused at once and not after gigabytes.
  const manifest = await lookAtManifest(manifestEntry, places, look);

  const { freeBytes: free, scratchParent } = options;
  // Told at once, and not when the disk is full.
  if (free !== null && databaseEntry.bytes > free) throw failed('disk-full', { path: scratchParent, need: databaseEntry.bytes, free });
  const tables = await withScratchFolder(options.scratchParent, async (folder) => {
    const copy = await ScratchFile.create(join(folder, DATABASE), databaseEntry.bytes, options.freeBytes);
    try {
      const others = places.filter((place) => place.entry !== manifestEntry);
      await look(others, new Map([[databaseEntry, (bytes) => copy.append(bytes)]]));
    } finally {
      await copy.close();
    }
    if (options.signal.aborted) throw failed('cancelled', {});
    return await checkDatabase(copy.path);
  });

  const uploads = files.filter((entry) => entry.name.startsWith(UPLOADS));
  const facts: PortalFacts = {
    kind: 'portal-export',
    app: manifest.app,
    formatVersion: manifest.format_version,
    exportedAt: manifest.exported_at,
    sourceHost: manifest.source_host,
    turnstileEnabledAtExport: manifest.turnstile_enabled_at_export,
    note: manifest.note,
    databaseBytes: databaseEntry.bytes,
    tables,
    uploads: { count: uploads.length, bytes: uploads.reduce((sum, entry) => sum + entry.bytes, 0) },
    // A key of no bytes opens nothing.
    hasCredentialKey: files.some((entry) => entry.name === CREDENTIAL_KEY && entry.bytes > 0),
  };
  const checks: Check[] = [
    { id: 'manifest', outcome: 'passed' },
    { id: 'database', outcome: 'passed' },
    { id: 'credential-key', outcome: facts.hasCredentialKey ? 'passed' : 'warning' },
  ];
  return { checks, warnings: warningsOf(facts), facts };
}

async function lookAtManifest(entry: ZipEntry, places: readonly Place[], look: Look): Promise<Manifest> {
  if (entry.bytes > MOST_MANIFEST_BYTES) throw failed('manifest-unreadable', { reason: 'it is larger than 1 MiB' });
  const pieces: Buffer[] = [];
  // A stored entry's bytes stand only until the next piece is read, so they are copied.
  const collect: Take = (bytes) => void pieces.push(Buffer.from(bytes));
  await look(places.filter((place) => place.entry === entry), new Map([[entry, collect]]));
  return readManifest(Buffer.concat(pieces));
}

function required(files: readonly ZipEntry[], name: string): ZipEntry {
  // An entry with a second name would be this file to some readers only.
  const entry = files.find((file) => file.name === name && file.otherName === null);
  if (entry === undefined) throw failed('entry-missing', { entry: name });
  return entry;
}

function warningsOf(facts: PortalFacts): Warning[] {
  const warnings: Warning[] = [];
  if (!facts.hasCredentialKey) warnings.push(warning('credential-key-missing', {}));
  if (facts.turnstileEnabledAtExport === true) warnings.push(warning('turnstile-will-be-off', {}));
  if (facts.sourceHost === null) warnings.push(warning('source-host-unknown', {}));
  return warnings;
}
