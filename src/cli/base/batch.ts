import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { readText } from '../../core/disk/read-file';
import type { DrillTarget } from '../../core/drill/drill';
import { SalvorError } from '../../core/errors';
import { checkAddress, shownAddress } from '../../core/sources/kinds/registry';
import { type Site, scopeSchema } from '../../core/sources/model';
import { readAuthorities } from './authorities';
import { meetSite } from './known-sites';
import { expectedFingerprint, givenForServer, secretsFor } from './options';
import type { Session } from './session';
import { UsageError } from './usage';
import { type FromVault, type GivenForArchive, keyForArchive, notFromVault } from './vault';

/** Secrets are in files of their own, never in the batch's file. Paths are relative to that file. */
const fileItem = z.strictObject({
  file: z.string(),
  keyFile: z.string().optional(),
  passphraseFile: z.string().optional(),
  dbPasswordFiles: z.array(z.string()).default([]),
  licenseKeyFile: z.string().optional(),
  tenantId: z.string().optional(),
  keyFromVault: z.boolean().default(false),
  scope: scopeSchema.default('full'),
});
const serverItem = z.strictObject({
  server: z.string(),
  apiKeyFile: z.string(),
  keyFile: z.string().optional(),
  passphraseFile: z.string().optional(),
  keyFromVault: z.boolean().default(false),
  id: z.string().default('latest'),
  scope: scopeSchema.optional(),
  fingerprint: z.string().optional(),
  caFiles: z.array(z.string()).default([]),
  allowHttp: z.boolean().default(false),
});
export type DrillItem = z.output<typeof fileItem> | z.output<typeof serverItem>;

/** Reads the file of a batch of drills. @throws file-unreadable, UsageError that names the entry and field */
export async function readBatch(path: string): Promise<DrillItem[]> {
  const text = await readText(path);
  let raw: unknown;
  try {
    // Editors of Windows begin a file with a byte order mark.
    raw = JSON.parse(text.replace(/^\u{feff}/u, ''));
  } catch {
    throw new UsageError('bad-list', 'JSON');
  }
  if (!Array.isArray(raw) || raw.length === 0) throw new UsageError('bad-list', '[…]');
  const folder = dirname(path);
  return raw.map((entry: unknown, index) => {
    const schema = typeof entry === 'object' && entry !== null && 'server' in entry ? serverItem : fileItem;
    const item = schema.safeParse(entry);
    if (!item.success) throw new UsageError('bad-list', [index + 1, ...(item.error.issues[0]?.path ?? [])].join('.'));
    return relativeTo(folder, item.data);
  });
}

function relativeTo(folder: string, item: DrillItem): DrillItem {
  const at = (path: string) => resolve(folder, path);
  const maybe = (path: string | undefined) => (path === undefined ? undefined : at(path));
  if ('server' in item)
    return {
      ...item,
      apiKeyFile: at(item.apiKeyFile),
      keyFile: maybe(item.keyFile),
      passphraseFile: maybe(item.passphraseFile),
      caFiles: item.caFiles.map(at),
    };
  return {
    ...item,
    file: at(item.file),
    keyFile: maybe(item.keyFile),
    passphraseFile: maybe(item.passphraseFile),
    licenseKeyFile: maybe(item.licenseKeyFile),
    dbPasswordFiles: item.dbPasswordFiles.map(at),
  };
}

/** Reads an item's secrets, or takes them out of the vault. Where that fails, only this drill fails. */
export async function drillTarget(session: Session, item: DrillItem, quiet: boolean): Promise<FromVault<DrillTarget>> {
  try {
    return 'server' in item ? await fromServer(session, item, quiet) : await fromFile(session, item);
  } catch (error) {
    if (!(error instanceof SalvorError)) throw error;
    const origin =
      'server' in item
        ? ({ kind: 'server', url: shownAddress(item.server), site: '', fingerprint: null } as const)
        : ({ kind: 'file', path: item.file } as const);
    return notFromVault({ kind: 'unready', origin, error });
  }
}

async function fromFile(session: Session, item: z.output<typeof fileItem>): Promise<FromVault<DrillTarget>> {
  const { file, scope, dbPasswordFiles, ...secrets } = item;
  const { given, opened } = await secretsFor(session, { ...secrets, dbPasswordFile: dbPasswordFiles }, file);
  return { given: { kind: 'file', source: file, scope, ...given }, opened };
}

async function fromServer(
  session: Session,
  item: z.output<typeof serverItem>,
  quiet: boolean,
): Promise<FromVault<DrillTarget>> {
  const address = {
    url: checkAddress(item.server, item.allowHttp),
    allowHttp: item.allowHttp,
    authorities: await readAuthorities(item.caFiles),
  };
  const apiKey = await session.secrets.read('--api-key-file', item.apiKeyFile);
  const wanted = { id: item.id, scope: item.scope ?? null };
  const { given, opened }: FromVault<GivenForArchive> = item.keyFromVault
    ? await keyForArchive(session, item, { address, apiKey }, wanted)
    : notFromVault({ ...(await givenForServer(session, item)), archive: item.id });
  const expected = expectedFingerprint(item.fingerprint);
  const meet = (site: Site, present: string | null) =>
    meetSite(session, address.url, site, present, { confirmed: expected !== null, quiet });
  return {
    given: { kind: 'server', address, apiKey, ...given, scope: wanted.scope, expectedFingerprint: expected, meet },
    opened,
  };
}
