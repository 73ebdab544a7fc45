import { z } from 'zod';
import { normaliseFingerprint } from '../../formats/site-key';
import { type Archive, type OddField, scopeSchema } from '../model';
import type { Listing } from '../source';

const LONGEST_TEXT = 300;
/** Ids are numbers on the servers that are known. */
const ID = z.union([z.number().int().nonnegative(), z.string().trim().min(1).max(100)]).transform(String);
const SCOPE = z.string().min(1).max(60);
const NAME = z.string().trim().min(1).max(255);
const BYTES = z.number().int().nonnegative();
const SHA256 = z
  .string()
  .regex(/^[0-9a-fA-F]{64}$/)
  .transform((hex) => hex.toLowerCase());
/** ISO 8601 as the API gives it; a missing zone means UTC there. */
const MOMENT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Reads the rows of the server's list one by one, so that an odd one hides no other. What is known of a row is kept; a
 * row without an id of its own is kept apart.
 */
export function readRows(rows: readonly unknown[]): Listing {
  const archives: Archive[] = [];
  const unreadable: Listing['unreadable'] = [];
  const ids = new Set<string>();
  for (const [at, row] of rows.entries()) {
    const archive = readRow(row);
    if (typeof archive === 'string') unreadable.push({ place: at + 1, problem: archive });
    else if (ids.has(archive.id)) unreadable.push({ place: at + 1, problem: 'id-twice' });
    else {
      ids.add(archive.id);
      archives.push(archive);
    }
  }
  return { archives, unreadable };
}

/** One archive of an answer, or why it cannot be named. */
export function readRow(row: unknown): Archive | 'not-an-entry' | 'no-id' {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return 'not-an-entry';
  const facts = row as Readonly<Record<string, unknown>>;
  const id = ID.safeParse(facts['id']);
  if (!id.success) return 'no-id';
  const odd: OddField[] = [];
  /** @param name of the fact in the answer @param mayLack whether the API itself gives null here */
  const fact = <T>(field: OddField, name: string, read: (value: unknown) => T | null, mayLack = false): T | null => {
    const value = facts[name];
    const found = value === null || value === undefined ? null : read(value);
    if (found === null && !(mayLack && (value === null || value === undefined))) odd.push(field);
    return found;
  };
  const scope = fact('scope', 'scope', of(SCOPE));
  if (scope !== null && !scopeSchema.safeParse(scope).success) odd.push('scope');
  return {
    id: id.data,
    scope,
    name: fact('name', 'name', of(NAME)) ?? clipped(facts['name']),
    bytes: fact('bytes', 'size', of(BYTES)),
    sha256: fact('sha256', 'sha256', of(SHA256)),
    encryptedAtRest: fact('encryptedAtRest', 'encrypted_at_rest', of(z.boolean())),
    encrypted: fact('encrypted', 'client_encrypted', of(z.boolean())),
    keyFingerprint: fact(
      'keyFingerprint',
      'e2ee_fingerprint',
      (value) => (typeof value === 'string' ? normaliseFingerprint(value) : null),
      true,
    ),
    note: fact('note', 'note', (value) => (typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : null), true),
    createdAt: fact('createdAt', 'created_at', moment),
    odd,
  };
}

function of<T extends z.ZodType>(schema: T): (value: unknown) => z.output<T> | null {
  return (value) => {
    const read = schema.safeParse(value);
    return read.success ? read.data : null;
  };
}

/** A name that is too long or is no text is shown by its beginning. */
function clipped(name: unknown): string {
  if (typeof name === 'string' && name.trim() !== '') return `${name.trim().slice(0, LONGEST_TEXT)}…`;
  return typeof name === 'number' ? String(name) : '?';
}

/** A moment in UTC with all its digits; null where it is none. */
function moment(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 40) return null;
  const match = MOMENT.exec(value);
  if (match === null) return null;
  const zoned = match[1] === undefined ? `${value}Z` : value;
  const at = new Date(zoned.replace(' ', 'T'));
  if (Number.isNaN(at.getTime())) return null;
  // The microseconds tell two archives of one moment apart, which a Date cannot.
  return zoned.endsWith('Z') ? zoned.replace(' ', 'T') : at.toISOString();
}
