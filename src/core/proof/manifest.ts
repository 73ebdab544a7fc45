import { z } from 'zod';
import { toPrintable } from '../contents/printable';
import { failed } from '../errors';
import { readJson } from './json-text';

export const MANIFEST = 'manifest.json';

/** A manifest has some 300 bytes. */
export const MOST_MANIFEST_BYTES = 1024 * 1024;

/** What the portal's import accepts. */
const APPS: ReadonlySet<string> = new Set(['trusted-servants-pro', 'trusted-servants-portal']);

/**
 * Only `app` and `kind` decide over an import; where another field is missing or of another shape, nothing is said of
 * it.
 */
const manifestSchema = z.object({
  app: z.string(),
  kind: z.string().transform(toPrintable).nullable().catch(null),
  sync_scope: z.string().transform(toPrintable).nullable().catch(null),
  format_version: z.number().nullable().catch(null),
  exported_at: z.string().transform(toPrintable).nullable().catch(null),
  source_host: z.string().transform(toPrintable).nullable().catch(null),
  turnstile_enabled_at_export: z.boolean().nullable().catch(null),
  note: z.string().transform(toPrintable).nullable().catch(null),
});
export type Manifest = z.infer<typeof manifestSchema> & {
  /** Whether any reader of JSON takes it, not only the portal's. */
  readonly strict: boolean;
};

const REASONS = {
  bom: 'it begins with a byte order mark, which the portal does not take',
  'not-utf-8': 'it is not UTF-8 text',
  'not-json': 'it is not JSON',
  'too-deep': 'it is nested deeper than the portal reads it',
};

/** Reads a manifest of a whole-site export or of a frontend archive. Throws manifest-unreadable, manifest-other-app. */
export function readManifest(bytes: Uint8Array): Manifest {
  const read = readJson(bytes);
  if ('reason' in read) throw failed('manifest-unreadable', { reason: REASONS[read.reason] });
  const parsed = manifestSchema.safeParse(read.value);
  if (!parsed.success)
    throw failed('manifest-unreadable', { reason: 'it does not say which application wrote it' }, parsed.error);
  if (!APPS.has(parsed.data.app)) throw failed('manifest-other-app', { app: toPrintable(parsed.data.app) });
  return { ...parsed.data, strict: read.strict };
}
