import { z } from 'zod';
import { CONTENTS_SEEN, type FoundInstead } from '../found-instead';

/** One thing that the proof checked. A failed check ends the proof by an error, so none is listed here. */
export const checkSchema = z.object({
  id: z.enum([
    'authenticated',
    'listing-hash',
    'entry-names',
    'entry-contents',
    'expansion',
    'manifest',
    'portal-tables',
    'database',
    'credential-key',
    'credential-key-untried',
    'frontend-content',
    'dump-objects',
    'dump-data',
    'sql-statements',
    'sql-complete',
    'tar-structure',
    'inner-dumps',
  ]),
  outcome: z.enum(['passed', 'warning']),
});
export type Check = z.infer<typeof checkSchema>;

const nothing = z.object({});
const seen = z.object({ count: z.number(), example: z.string() });

/**
 * Everything that a person must know although the archive is sound, with the facts that its sentences need. The
 * sentences are `proof.warning.<code>.title` and `.text` in the message catalogue.
 */
export const warningParams = {
  // The archive as a whole
  'not-sealed': nothing,
  'contents-unknown': z.object({ found: z.enum(CONTENTS_SEEN) }),
  'needs-more-space': nothing,
  'no-listing-hash': nothing,
  /** The server's moment of the archive, and how many seconds that is ahead of this machine's clock. */
  'clocks-disagree': z.object({ at: z.string(), seconds: z.number() }),

  // A portal's export
  /** `stored`: encrypted credentials in the database that were seen; at most some of each kind are tried. */
  'credential-key-missing': z.object({ stored: z.number() }),
  /** `column` is empty where its name is not known. */
  'credential-key-other': z.object({ opened: z.number(), tried: z.number(), column: z.string() }),
  /** `rows`: how many more the tables would have; 0 where that is not known. */
  'wal-left-behind': z.object({ pages: z.number(), rows: z.number() }),
  'journal-left-behind': nothing,
  'database-partly-checked': z.object({ tables: z.number(), example: z.string() }),
  'database-in-utf16': nothing,
  'database-rows-break-rules': z.object({ findings: z.number(), example: z.string() }),
  'manifest-not-strict': nothing,
  'frontend-of-other-format': z.object({ version: z.string(), scope: z.string() }),
  'turnstile-will-be-off': nothing,
  'source-host-unknown': nothing,

  // Names inside
  'case-twins': nothing,
  /** Each with how many names are so, and the first of them. */
  'names-twice': seen,
  'links-inside': seen,
  'names-not-for-windows': seen,
  'names-unseen': seen,
  /** `other`: what the first is called to a program that follows the zip's own rules alone, such as the portal. */
  'names-read-otherwise': seen.extend({ other: z.string() }),
  'uploads-behind-backslash': seen,

  // What a zip holds beside its files, or packs in other ways
  'entries-not-unpacked': seen.extend({ method: z.string() }),
  /** A file without which nothing can be said of an export. */
  'needed-file-not-unpacked': z.object({ entry: z.string(), method: z.string() }),
  'bytes-after-end': z.object({ bytes: z.number() }),
  'bytes-between-entries': z.object({ bytes: z.number() }),
  /** Files with holes in a tar. */
  'files-with-holes': seen,

  // A PostgreSQL dump
  /** `sql`: the first of it, as it is there. */
  'sql-runs-commands': z.object({ sql: z.string() }),
  'sql-end-unproven': nothing,
  'dump-rows-not-counted': nothing,
  'dump-without-data': nothing,
  'dump-without-tables': nothing,
  /** Bytes behind the end of a custom dump. */
  'dump-trailing-bytes': z.object({ bytes: z.number() }),
  'no-dump-inside': nothing,
} as const;

export type WarningCode = keyof typeof warningParams;

/** One warning as plain data, as it is in reports and crosses processes. */
export type Warning = { [C in WarningCode]: { code: C; params: z.infer<(typeof warningParams)[C]> } }[WarningCode];

const warningSchemas = Object.entries(warningParams).map(([code, params]) =>
  z.object({ code: z.literal(code), params }),
);
export const warningSchema = z.discriminatedUnion(
  'code',
  warningSchemas as [(typeof warningSchemas)[0]],
) as unknown as z.ZodType<Warning>;

/** Builds one warning; the compiler holds `params` to that code's facts. */
export function warning<C extends WarningCode>(code: C, params: z.infer<(typeof warningParams)[C]>): Warning {
  return { code, params } as Warning;
}

/**
 * Contents that were not looked into: with one of these, nothing but the seal, if there is one, speaks for the archive.
 */
const UNREAD: ReadonlySet<WarningCode> = new Set([
  'contents-unknown',
  'dump-rows-not-counted',
  'needed-file-not-unpacked',
]);

/**
 * What came of a proof that did not fail. `authentic-only`: the bytes are the ones that were sealed, and that is all
 * that is known of them; no drill counts it as a success.
 */
export const verdictSchema = z.enum(['proven', 'proven-with-warnings', 'authentic-only']);
export type Verdict = z.infer<typeof verdictSchema>;

/** What a proof did not look into; null where it looked into everything. */
export function findUnread(warnings: readonly Warning[]): FoundInstead | null {
  const found = warnings.find(({ code }) => UNREAD.has(code));
  if (found === undefined) return null;
  if (found.code === 'contents-unknown') return found.params.found;
  return found.code === 'needed-file-not-unpacked' ? 'packed-files' : 'packed-rows';
}

export function verdictOf(warnings: readonly Warning[]): Verdict {
  if (findUnread(warnings) !== null) return 'authentic-only';
  return warnings.length > 0 ? 'proven-with-warnings' : 'proven';
}

/** The same warnings, each once. */
export function distinctWarnings(warnings: readonly Warning[]): Warning[] {
  return [...new Map(warnings.map((each) => [JSON.stringify(each), each])).values()];
}

export const tableSchema = z.object({ name: z.string(), rows: z.number() });

/** What was found in a whole-site export. */
export const portalFactsSchema = z.object({
  kind: z.literal('portal-export'),
  app: z.string(),
  formatVersion: z.number().nullable(),
  exportedAt: z.string().nullable(),
  sourceHost: z.string().nullable(),
  turnstileEnabledAtExport: z.boolean().nullable(),
  note: z.string().nullable(),
  databaseBytes: z.number(),
  tables: z.array(tableSchema),
  uploads: z.object({ count: z.number(), bytes: z.number() }),
  hasCredentialKey: z.boolean(),
});

/** What was found in a frontend archive, which has no database. */
export const frontendFactsSchema = z.object({
  kind: z.literal('frontend-export'),
  app: z.string(),
  formatVersion: z.number().nullable(),
  exportedAt: z.string().nullable(),
  /** `full`, or `presentation_pages`: how much of the public site it holds. */
  syncScope: z.string().nullable(),
});

/** A table of a PostgreSQL dump; `rows` is null where the dump holds none for it, or holds them uncountably packed. */
export const dumpTableSchema = z.object({
  schema: z.string().nullable(),
  name: z.string(),
  rows: z.number().nullable(),
});

/** What was found in a PostgreSQL dump; what only an archive of pg_dump says is null in plain SQL. */
export const dumpFactsSchema = z.object({
  kind: z.literal('postgresql-dump'),
  format: z.enum(['custom', 'tar', 'plain']),
  serverVersion: z.string().nullable(),
  /** Version of pg_dump, as it says itself. */
  dumpVersion: z.string().nullable(),
  database: z.string().nullable(),
  /** By the clock of the machine that dumped, of an unknown zone: `2026-11-21T03:44:54`. */
  createdAt: z.string().nullable(),
  /**
   * How many objects there are of each type, by pg_dump's own words for them (`TABLE`, `FK CONSTRAINT`), most frequent
   * first.
   */
  objects: z.array(z.object({ type: z.string(), count: z.number() })),
  tables: z.array(dumpTableSchema),
});

/** What was found in a zip or tar that is no portal export: its dumps were proven where they can be. */
export const filesFactsSchema = z.object({
  kind: z.literal('files'),
  container: z.enum(['zip', 'tar']),
  dumps: z.array(z.object({ entry: z.string(), dump: dumpFactsSchema })),
});

/** Authentic bytes of no kind that Salvor knows: nothing more could be proven. */
export const unknownFactsSchema = z.object({ kind: z.literal('unknown') });

export const proofReportSchema = z.object({
  checks: z.array(checkSchema),
  warnings: z.array(warningSchema),
  entries: z.object({ count: z.number(), bytes: z.number() }),
  facts: z.discriminatedUnion('kind', [
    portalFactsSchema,
    frontendFactsSchema,
    dumpFactsSchema,
    filesFactsSchema,
    unknownFactsSchema,
  ]),
});
export type PortalFacts = z.infer<typeof portalFactsSchema>;
export type FrontendFacts = z.infer<typeof frontendFactsSchema>;
export type DumpFacts = z.infer<typeof dumpFactsSchema>;
export type FilesFacts = z.infer<typeof filesFactsSchema>;
export type ProofReport = z.infer<typeof proofReportSchema>;
