import { createHash } from 'node:crypto';
import { canonicalJson } from '../../canonical-json';
import { type LogEntry, type LogFinding, type LogHead, logEntrySchema } from './model';

/** What the first line names as the one before it. */
export const GENESIS = hashOf('salvor-logbook-v1');

/** SHA-256 of one line without its line end, in hex. */
export function hashOf(line: string): string {
  return createHash('sha256').update(line).digest('hex');
}

export interface ReadLine {
  /** In the file, from 1. */
  readonly line: number;
  readonly hash: string;
  /** Null where it is no line of a logbook. */
  readonly entry: LogEntry | null;
}

/** Reads whole lines, each without its line end. */
export function readLines(texts: readonly string[]): ReadLine[] {
  return texts.map((text, index) => ({ line: index + 1, hash: hashOf(text), entry: readEntry(text) }));
}

function readEntry(text: string): LogEntry | null {
  try {
    const entry = logEntrySchema.parse(JSON.parse(text));
    // In any other spelling it is not what Salvor wrote.
    return canonicalJson(entry) === text ? entry : null;
  } catch {
    return null;
  }
}

/**
 * Compares the lines with the chain that they should be, from its end, which the signed head knows, back to the first
 * line. Each line vouches for the one before it; so a line counts as altered where the one behind it, or the head, names
 * another hash.
 *
 * @param head null where there is none that can be trusted: then nothing vouches for the last line
 */
export function checkChain(lines: readonly ReadLine[], head: LogHead | null): LogFinding[] {
  const byNumber = new Map<number, ReadLine[]>();
  for (const line of lines) {
    if (line.entry !== null) byNumber.set(line.entry.number, [...(byNumber.get(line.entry.number) ?? []), line]);
  }
  const end = endOf(byNumber, head);
  const found: LogFinding[] = [];
  const accepted: ReadLine[] = [];
  const removed: number[] = [];
  let expected = end.hash;
  for (let number = end.count; number >= 1; number -= 1) {
    const candidates = byNumber.get(number) ?? [];
    const right = candidates.find(({ hash }) => hash === expected);
    const taken = right ?? candidates[0];
    if (taken?.entry == null) {
      removed.push(number);
      expected = null;
      continue;
    }
    if (right === undefined && expected !== null) found.push(at('altered', taken));
    else if (number === 1 && taken.entry.previous !== GENESIS) found.push(at('altered', taken));
    for (const other of candidates) {
      if (other !== taken) found.push(at(other.hash === taken.hash ? 'duplicated' : 'inserted', other));
    }
    accepted.push(taken);
    expected = taken.entry.previous;
  }
  accepted.reverse();
  removed.reverse();
  for (const line of lines) {
    if (line.entry === null) found.push(at('unreadable', line));
    else if (line.entry.number > end.count) found.push(at('inserted', line));
  }
  return [...moved(accepted), ...withoutReplaced(found, removed, accepted, lines.length)].sort(
    (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.from ?? 0) - (b.from ?? 0),
  );
}

/** How many lines there should be, and the hash of the last; a line that was just being written counts if it is there. */
function endOf(byNumber: ReadonlyMap<number, readonly ReadLine[]>, head: LogHead | null): { count: number; hash: string | null } {
  if (head === null) return { count: Math.max(0, ...byNumber.keys()), hash: null };
  const written = head.next !== null && (byNumber.get(head.count + 1) ?? []).some(({ hash }) => hash === head.next);
  return written ? { count: head.count + 1, hash: head.next } : { count: head.count, hash: head.last };
}

/**
 * The missing entries as findings, each run of them as one. Where a line that belongs nowhere stands in the very place of
 * a missing entry, the entry was not removed: that line is what became of it.
 */
function withoutReplaced(found: LogFinding[], removed: readonly number[], accepted: readonly ReadLine[], lines: number): LogFinding[] {
  const findings = [...found];
  const gone: LogFinding[] = [];
  for (const number of removed) {
    const before = accepted.findLast(({ entry }) => (entry?.number ?? 0) < number)?.line ?? 0;
    const behind = accepted.find(({ entry }) => (entry?.number ?? 0) > number)?.line ?? lines + 1;
    const index = findings.findIndex(
      ({ kind, line }) => (kind === 'unreadable' || kind === 'inserted') && line !== null && line > before && line < behind,
    );
    const instead = findings[index];
    if (instead !== undefined) {
      findings[index] = { kind: 'altered', line: instead.line, from: number, to: number };
      continue;
    }
    const run = gone.at(-1);
    if (run?.to === number - 1 && run.line === before + 1) run.to = number;
    else gone.push({ kind: 'removed', line: before + 1, from: number, to: number });
  }
  return [...findings, ...gone];
}

/** Lines that are genuine and stand at another place than theirs; neighbours as one finding. */
function moved(accepted: readonly ReadLine[]): LogFinding[] {
  const standing = [...accepted].sort((a, b) => a.line - b.line);
  const findings: LogFinding[] = [];
  standing.forEach((line, index) => {
    if (line === accepted[index]) return;
    const run = findings.at(-1);
    if (run !== undefined && standing[index - 1] !== accepted[index - 1]) run.to = (run.to ?? 0) + 1;
    else findings.push({ kind: 'moved', line: line.line, from: accepted[index]?.entry?.number ?? null, to: accepted[index]?.entry?.number ?? null });
  });
  return findings;
}

function at(kind: LogFinding['kind'], { line, entry }: ReadLine): LogFinding {
  return { kind, line, from: entry?.number ?? null, to: entry?.number ?? null };
}
