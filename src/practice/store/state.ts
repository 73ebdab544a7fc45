import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readTextIfThere } from '../../core/disk/read-file';
import { failed } from '../../core/errors';
import { retentionSchema, scopeSchema } from '../../core/sources/model';

/** One key pair of a site; only the newest is current, the others still open what was made before. */
const keySchema = z.object({ fingerprint: z.string(), publicText: z.string(), file: z.string(), current: z.boolean() });

const siteSchema = z.object({
  id: z.number().int(),
  name: z.string(),
  /** The site's name in file names: `harbour-fellowship`. */
  slug: z.string(),
  requireE2ee: z.boolean(),
  retention: retentionSchema,
  keys: z.array(keySchema).min(1),
});
export type Site = z.infer<typeof siteSchema>;

/** One stored backup, in the API's own names; `site` stays on the server. */
const rowSchema = z.object({
  id: z.number().int(),
  site: z.number().int(),
  scope: scopeSchema,
  name: z.string(),
  size: z.number(),
  stored_size: z.number(),
  sha256: z.string(),
  encrypted_at_rest: z.boolean(),
  client_encrypted: z.boolean(),
  e2ee_fingerprint: z.string().nullable(),
  note: z.string().nullable(),
  created_at: z.string(),
});
export type Row = z.infer<typeof rowSchema>;

/** What the server knows besides the stored bytes and the keys, which are files of their own. */
const stateSchema = z.object({
  version: z.literal(1),
  /** The port of the last run, tried first, so that an address that was noted down stays right. */
  port: z.number().int().nullable(),
  nextId: z.number().int(),
  sites: z.array(siteSchema),
  rows: z.array(rowSchema),
});
export type State = z.infer<typeof stateSchema>;

const FILE = 'state.json';

/** Reads the state of a folder; null where no server ran yet. @throws file-unreadable */
export async function readState(folder: string): Promise<State | null> {
  const path = join(folder, FILE);
  const text = await readTextIfThere(path);
  if (text === null) return null;
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw failed('file-unreadable', { path, reason: 'JSON' }, cause);
  }
}

/** Replaces the state as a whole: a server that is killed meanwhile leaves the old or the new one behind. */
export async function writeState(folder: string, state: State): Promise<void> {
  const path = join(folder, FILE);
  const file = await open(`${path}.part`, 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify(state, null, 1));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
}
