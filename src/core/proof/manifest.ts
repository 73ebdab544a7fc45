import { z } from 'zod';
import { failed } from '../errors';
import { shown } from './shown';

export const MANIFEST = 'manifest.json';

/** A manifest has some 300 bytes. */
export const MOST_MANIFEST_BYTES = 1024 * 1024;

/** What the portal's import accepts. */
const APPS: ReadonlySet<string> = new Set(['trusted-servants-pro', 'trusted-servants-portal']);

/** Only `app` decides over an import; where another field is missing or of another shape, nothing is said of it. */
const manifestSchema = z.object({
  app: z.string(),
  format_version: z.number().nullable().catch(null),
  exported_at: z.string().transform(shown).nullable().catch(null),
  source_host: z.string().transform(shown).nullable().catch(null),
  turnstile_enabled_at_export: z.boolean().nullable().catch(null),
  note: z.string().transform(shown).nullable().catch(null),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Reads a manifest of format 2 or older. Throws manifest-unreadable, manifest-other-app. */
export function readManifest(bytes: Uint8Array): Manifest {
  const parsed = manifestSchema.safeParse(parse(bytes));
  if (!parsed.success) throw failed('manifest-unreadable', { reason: 'it does not say which application wrote it' }, parsed.error);
  if (!APPS.has(parsed.data.app)) throw failed('manifest-other-app', { app: shown(parsed.data.app) });
  return parsed.data;
}

function parse(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw failed('manifest-unreadable', { reason: 'it is not UTF-8 text' }, error);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw failed('manifest-unreadable', { reason: 'it is not JSON' }, error);
  }
}
