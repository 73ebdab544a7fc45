import { z } from 'zod';
import { probeSchema, surveySchema } from '../../core/sources/model';
import { call, done, nothing, token } from './call';

export const authoritySchema = z.object({ token, subject: z.string(), fingerprint: z.string(), expires: z.string() });
export type Authority = z.output<typeof authoritySchema>;

export const serverViewSchema = z.object({
  id: z.string(),
  url: z.string(),
  siteName: z.string(),
  allowHttp: z.boolean(),
  authorities: z.array(authoritySchema),
  /** The confirmed fingerprint, or null until a person has compared it. */
  pinned: z.string().nullable(),
  /** `stored`: sealed by the system's keystore. `held`: in memory until Salvor is closed. `needed`: ask for it. */
  apiKey: z.enum(['stored', 'held', 'needed']),
  /** The practice server that comes with Salvor. */
  practice: z.boolean(),
});
export type ServerView = z.output<typeof serverViewSchema>;

export type Survey = z.output<typeof surveySchema>;

export const serverCalls = {
  'servers.list': call(nothing, z.array(serverViewSchema)),
  /** Connects and probes; nothing is kept but the draft that `servers.add` then names. */
  'servers.test': call(
    z
      .object({
        url: z.string().max(2048),
        apiKey: z.string().max(4096),
        allowHttp: z.boolean(),
        authorities: z.array(token),
      })
      .strict(),
    probeSchema.extend({ draft: token }),
  ),
  'servers.add': call(z.object({ draft: token }).strict(), serverViewSchema),
  'servers.forget': call(z.object({ server: z.string() }).strict(), done),
  /** For a server whose API key is needed: checks the key by a probe, then holds or stores it. */
  'servers.giveApiKey': call(z.object({ server: z.string(), apiKey: z.string().max(4096) }).strict(), serverViewSchema),
  'servers.survey': call(z.object({ server: z.string() }).strict(), surveySchema),
  /**
   * Pins the site's fingerprint if `fingerprint`, as a person read it from the console, equals the server's
   * present one; fails with `fingerprint-differs` otherwise. `replace` must be true where another is pinned.
   */
  'servers.confirmFingerprint': call(
    z.object({ server: z.string(), fingerprint: z.string().max(64), replace: z.boolean() }).strict(),
    serverViewSchema,
  ),
  /** Opens a dialog for a PEM certificate; null when it was closed. */
  'servers.chooseAuthority': call(nothing, authoritySchema.nullable()),
} as const;

export const serverEvents = {
  /** The practice server came up, which may be after the window; `servers.list` has it from now on. */
  'servers.changed': z.object({}),
} as const;
