import { z } from 'zod';
import { acceptsSchema, ONLY_PROVEN } from '../../core/restore/model';
import { scopeSchema } from '../../core/sources/model';
import { call, done, token } from './call';
import { secretTokensSchema } from './secret-calls';

const to = { destination: token, overwrite: z.boolean(), accepts: acceptsSchema.default(ONLY_PROVEN) };
const started = z.object({ job: z.string() });

/** What starts ends with `jobs.ended`. */
export const restoreCalls = {
  'restore.start': call(
    z
      .object({
        server: z.string(),
        archive: z.string(),
        key: token.nullable(),
        passphrase: token.nullable().default(null),
        ...to,
      })
      .strict(),
    started,
  ),
  /** Restores from an archive on this machine. */
  'restore.startFromFile': call(
    z.object({ file: token, secrets: secretTokensSchema, scope: scopeSchema, ...to }).strict(),
    started,
  ),
  'restore.showInFolder': call(z.object({ job: z.string() }).strict(), done),
} as const;
