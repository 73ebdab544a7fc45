import { z } from 'zod';
import { drillReportSchema } from '../../core/drill/model';
import type { Outcome } from '../../core/errors';
import { outcomeOf } from '../../core/failure-schema';
import { acceptsSchema, ONLY_PROVEN, progressSchema, restoreResultSchema } from '../../core/restore/model';
import { probeSchema, scopeSchema, surveySchema } from '../../core/sources/model';
import { browseCalls, browseEvents } from './browse-calls';
import { call, done, nothing, token } from './call';
import { cardCalls } from './card-calls';
import { ceremonyCalls } from './ceremony-calls';
import { destinationSchema } from './destination';
import { escrowCalls, escrowEvents } from './escrow-calls';
import { archiveSecretKindSchema, heldKeySchema, openedFileSchema, secretTokensSchema } from './file-schemas';
import { jobCalls } from './job-calls';
import { leftoversCalls, leftoversEvents } from './leftovers-calls';
import { logbookCalls, logbookEvents } from './logbook-calls';
import { privacyCalls, privacyEvents } from './privacy-calls';
import { recoveryCalls } from './recovery-calls';
import { registerCalls } from './register-calls';
import { scanCalls } from './scan-calls';
import { vaultCalls, vaultEvents } from './vault-calls';

/**
 * Everything that the window and the main process say to each other, in one place. Handlers, the preload
 * bridge and the client's types derive from it, and both ends check every message against it at run time.
 *
 * Bytes of archives never pass here. Paths never come from the window: a dialog in the main process hands out
 * a token for each, and so it is with keys, which the window gives once and then knows by token only.
 */

export const authoritySchema = z.object({ token, subject: z.string(), fingerprint: z.string(), expires: z.string() });

export const serverViewSchema = z.object({
  id: z.string(),
  url: z.string(),
  siteName: z.string(),
  allowHttp: z.boolean(),
  authorities: z.array(authoritySchema),
  /** The confirmed fingerprint, or null while nobody has compared it. */
  pinned: z.string().nullable(),
  /** `stored`: sealed by the system's keystore. `held`: in memory until Salvor is closed. `needed`: ask for it. */
  apiKey: z.enum(['stored', 'held', 'needed']),
  /** The practice server that comes with Salvor. */
  practice: z.boolean(),
});

export const appStateSchema = z.object({
  version: z.string(),
  platform: z.string(),
  /** Whether the operating system offers a keystore that really protects what it seals. */
  keystore: z.enum(['real', 'none']),
  locale: z.string(),
  appearance: z.enum(['system', 'light', 'dark']),
});

/** What the administrator's console would show, for the practice server only. */
export const practiceKitSchema = z.object({
  fingerprint: z.string(),
  folder: z.string(),
  keys: z.array(z.object({ fingerprint: z.string(), file: z.string(), current: z.boolean() })),
});

/** A drill's report with the fingerprint of the installation that signed it. */
export const drillRecordSchema = z.object({ report: drillReportSchema, signer: z.string() });

export const externalLinkSchema = z.enum(['project', 'issues', 'licence']);

function isOneLine(text: string): boolean {
  return !/[\p{Cc}\u2028\u2029]/u.test(text);
}

/** Window → main, with an answer. */
export const calls = {
  'app.state': call(nothing, appStateSchema),
  'app.setAppearance': call(z.object({ appearance: z.enum(['system', 'light', 'dark']) }).strict(), done),
  /** Puts a command on the clipboard: one line, so that a terminal into which it is pasted runs nothing by itself. */
  'app.copyCommand': call(z.object({ command: z.string().min(1).max(65_536).refine(isOneLine) }).strict(), done),
  'app.openLink': call(z.object({ link: externalLinkSchema }).strict(), done),

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
  'authorities.choose': call(nothing, authoritySchema.nullable()),

  'practice.kit': call(nothing, practiceKitSchema),
  'practice.useKey': call(z.object({ fingerprint: z.string() }).strict(), heldKeySchema),

  /** Opens the save dialog, then looks at the disk behind it; null when it was closed. */
  'destinations.choose': call(
    z.object({ server: z.string(), archive: z.string() }).strict(),
    destinationSchema.nullable(),
  ),

  'keys.paste': call(z.object({ text: z.string().max(4096), removeWhitespace: z.boolean() }).strict(), heldKeySchema),
  /** Opens a dialog for a key file; null when it was closed. */
  'keys.choose': call(z.object({ removeWhitespace: z.boolean() }).strict(), heldKeySchema.nullable()),
  'keys.forget': call(z.object({ key: token }).strict(), done),

  'restore.start': call(
    z
      .object({
        server: z.string(),
        archive: z.string(),
        destination: token,
        key: token.nullable(),
        passphrase: token.nullable().default(null),
        overwrite: z.boolean(),
        accepts: acceptsSchema.default(ONLY_PROVEN),
      })
      .strict(),
    z.object({ job: z.string() }),
  ),
  /** Opens a dialog for an archive on this machine; null when it was closed. */
  'files.choose': call(nothing, openedFileSchema.nullable()),
  /** The file with which the operating system last started or woke Salvor, once; null when there is none. */
  'files.handed': call(nothing, openedFileSchema.nullable()),
  'secrets.hold': call(
    z.object({ kind: archiveSecretKindSchema, text: z.string().max(4096) }).strict(),
    z.object({ token }),
  ),
  'secrets.forget': call(z.object({ secret: token }).strict(), done),
  /** Opens a dialog for a file that holds such a secret; null when it was closed. */
  'secrets.choose': call(
    z.object({ kind: archiveSecretKindSchema }).strict(),
    z.object({ token, source: z.string() }).nullable(),
  ),
  'destinations.chooseForFile': call(z.object({ file: token }).strict(), destinationSchema.nullable()),
  /** Opens an archive on this machine; ends with `restore.ended` as a fetch does. */
  'open.start': call(
    z
      .object({
        file: token,
        destination: token,
        secrets: secretTokensSchema,
        scope: scopeSchema,
        overwrite: z.boolean(),
        accepts: acceptsSchema.default(ONLY_PROVEN),
      })
      .strict(),
    z.object({ job: z.string() }),
  ),
  /** Proves an archive and keeps nothing of it; ends with `drill.ended`. */
  'drill.start': call(
    z
      .object({
        target: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('file'), file: token, secrets: secretTokensSchema, scope: scopeSchema }).strict(),
          z
            .object({
              kind: z.literal('server'),
              server: z.string(),
              archive: z.string(),
              key: token.nullable(),
              passphrase: token.nullable().default(null),
            })
            .strict(),
        ]),
        operator: z.string().max(200),
      })
      .strict(),
    z.object({ job: z.string() }),
  ),
  /**
   * Proves one archive of each of several sites, one after another; tells of each by `drill.listed` and ends with
   * `drill.listEnded`. Where `archive` is null, the site could not be asked for its newest, and is asked again. Fails
   * with `key-needed` where a key has been forgotten meanwhile; whatever else is wrong with a site is its own outcome.
   */
  'drill.startList': call(
    z
      .object({
        targets: z
          .array(z.object({ server: z.string(), archive: z.string().nullable(), key: token.nullable() }).strict())
          .min(1)
          .max(1000),
        operator: z.string().max(200),
      })
      .strict(),
    z.object({ job: z.string() }),
  ),
  /** Saves a drill's signed report, or its page as PDF, where the dialog says; null when it was closed. */
  'drill.save': call(
    z.object({ job: z.string(), as: z.enum(['json', 'pdf']) }).strict(),
    z.object({ path: z.string() }).nullable(),
  ),
  /** Every drill of this installation, newest first; `job` serves `drill.save`. */
  'drill.history': call(nothing, z.array(z.object({ job: z.string(), record: drillRecordSchema }))),

  'restore.pause': call(z.object({ job: z.string() }).strict(), done),
  'restore.resume': call(z.object({ job: z.string() }).strict(), done),
  /** With `keep` what came of a fetch stays, to go on with later. */
  'restore.cancel': call(z.object({ job: z.string(), keep: z.boolean().default(false) }).strict(), done),
  'restore.showInFolder': call(z.object({ job: z.string() }).strict(), done),

  ...jobCalls,
  ...browseCalls,
  ...vaultCalls,
  ...escrowCalls,
  ...cardCalls,
  ...scanCalls,
  ...privacyCalls,
  ...recoveryCalls,
  ...ceremonyCalls,
  ...registerCalls,
  ...logbookCalls,
  ...leftoversCalls,
} as const;

/** Main → window, without an answer. */
export const events = {
  'restore.progress': z.object({ job: z.string(), progress: progressSchema }),
  'restore.ended': z.object({
    job: z.string(),
    outcome: outcomeOf(restoreResultSchema),
  }),
  /** The practice server came up, which may be after the window; `servers.list` has it from now on. */
  'servers.changed': z.object({}),
  /** The operating system has handed a file over while Salvor runs; `files.handed` gives it. */
  'file.waiting': z.object({}),
  'drill.ended': z.object({
    job: z.string(),
    outcome: outcomeOf(drillRecordSchema),
  }),

  /** One drill of a list is over; `drill` names it in the history. */
  'drill.listed': z.object({
    job: z.string(),
    index: z.number(),
    drill: z.string(),
    outcome: outcomeOf(drillRecordSchema),
  }),
  'drill.listEnded': z.object({
    job: z.string(),
    outcome: outcomeOf(z.null()),
  }),

  ...browseEvents,
  ...privacyEvents,
  ...vaultEvents,
  ...escrowEvents,
  ...logbookEvents,
  ...leftoversEvents,
} as const;

export type CallName = keyof typeof calls;
export type EventName = keyof typeof events;
export type CallInput<C extends CallName> = z.input<(typeof calls)[C]['input']>;
export type CallOutput<C extends CallName> = z.output<(typeof calls)[C]['output']>;
export type EventPayload<E extends EventName> = z.output<(typeof events)[E]>;

/** What the preload puts on `window.salvor`. */
export interface Bridge {
  call<C extends CallName>(name: C, input: CallInput<C>): Promise<Outcome<CallOutput<C>>>;
  /** A file that was dropped on the window. The preload asks Electron for its path, which the window never sees. */
  drop(file: File): Promise<Outcome<OpenedFile>>;
  /** Listens to one event; the function that comes back stops listening. */
  on<E extends EventName>(name: E, listener: (payload: EventPayload<E>) => void): () => void;
}

export type AppState = z.output<typeof appStateSchema>;
export type ServerView = z.output<typeof serverViewSchema>;
export type Survey = z.output<typeof surveySchema>;
export type HeldKey = z.output<typeof heldKeySchema>;
export type Destination = z.output<typeof destinationSchema>;
export type Authority = z.output<typeof authoritySchema>;
export type PracticeKit = z.output<typeof practiceKitSchema>;
export type OpenedFile = z.output<typeof openedFileSchema>;
export type SecretTokens = z.output<typeof secretTokensSchema>;
export type DrillRecord = z.output<typeof drillRecordSchema>;
