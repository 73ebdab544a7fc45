import { z } from 'zod';
import { readCertificates } from '../../core/sources/authority';
import { lockAfterSchema } from '../../shared/ipc/vault-calls';

const pinSchema = z.object({ fingerprint: z.string(), pinnedAt: z.iso.datetime() });

const serverRecordSchema = z.object({
  id: z.string(),
  url: z.string(),
  siteId: z.string(),
  siteName: z.string(),
  allowHttp: z.boolean(),
  /** Own certificate authorities, as PEM. */
  authorities: z.array(z.string().refine(isReadable)),
  /** The fingerprint that a person compared, and when; null until then. */
  pinned: pinSchema.nullable(),
  /** Sealed by the system's keystore, base64. Never in the clear, and no private key in any form. */
  sealedApiKey: z.string().nullable(),
});
export type ServerRecord = z.infer<typeof serverRecordSchema>;

const boundsSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
});
export type Bounds = z.infer<typeof boundsSchema>;

function isReadable(pem: string): boolean {
  try {
    return readCertificates(pem, '').length > 0;
  } catch {
    return false;
  }
}

/** Everything that Salvor keeps between two runs. */
export const settingsSchema = z.object({
  /** Of this format. Settings of another are set aside, so a change of format needs a migration. */
  version: z.literal(1).default(1),
  servers: z.array(serverRecordSchema).default([]),
  /** The practice server is made again at each start; only what was confirmed of its sites stays, by server id. */
  practicePins: z.record(z.string(), pinSchema).default({}),
  appearance: z.enum(['system', 'light', 'dark']).default('system'),
  lastFolder: z.string().nullable().default(null),
  /** Minutes without a touch after which the vault locks by itself. */
  lockAfter: lockAfterSchema.default(5),
  windowBounds: boundsSchema.nullable().default(null),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Where settings are kept. Every change is on the disk when `change` returns. */
export interface SettingsStore {
  readonly current: Settings;
  change(change: Partial<Settings>): void;
}
