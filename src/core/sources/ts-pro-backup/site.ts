import { z } from 'zod';
import { failed } from '../../errors';
import { retentionSchema, type Site } from '../model';

const LONGEST_NAME = 300;
const short = z.string().transform((text) => text.slice(0, LONGEST_NAME));

/** Only what Salvor cannot do without is required: servers of other versions say less, or say it otherwise. */
export const pingSchema = z.object({
  ok: z.literal(true),
  service: z.literal('tspro-backup'),
  version: short.catch(''),
  site: z.object({ id: z.union([z.number(), z.string()]).transform(String), name: short }),
  scopes: z.array(short).max(100).catch([]),
  require_e2ee: z.boolean().catch(false),
  e2ee_public_key: z.string().nullish(),
  encrypt_at_rest: z.boolean().catch(false),
  retention: retentionSchema.nullable().catch(null),
});

/** The answer to `/ping`, API v1, as seen on server version 1.3.1. @throws broken-answer */
export function readSite(answer: unknown, host: string): Site {
  const read = pingSchema.safeParse(answer);
  if (!read.success) {
    const first = read.error.issues[0];
    const reason = first === undefined ? 'another shape' : `${first.path.join('.')}: ${first.message}`;
    throw failed('broken-answer', { host, reason });
  }
  const { site, version, scopes, retention, ...ping } = read.data;
  return {
    ...site,
    publicKey: ping.e2ee_public_key ?? null,
    requiresEncryption: ping.require_e2ee,
    encryptsAtRest: ping.encrypt_at_rest,
    scopes,
    retention,
    version,
  };
}
