import { createHash } from 'node:crypto';
import { canonicalJson } from '../../signing/canonical-json';
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
  // An error for each of ten thousand empty lines would take longer than all the rest.
  if (!text.startsWith('{')) return null;
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
 * line. Each line vouches for the one before it; so a line counts as altered where the one behind it, or the head,
 * names another hash.
 *
 * @param head null where there is none that can be trusted: then nothing vouches for the last line
 */
export function checkChain(lines: readonly ReadLine[], head: LogHead | null): LogFinding[] {
  const byNumber = new Map<number, ReadLine[]>();
  for (const line of lines) {
    if (line.entry === null) continue;
    const same = byNumber.get(line.entry.number);
    if (same === undefined) byNumber.set(line.entry.number, [line]);
    else same.push(line);
  }
  const end = endOf(byNumber, head);
  const found: LogFinding[] = [];
  const accepted: ReadLine[] = [];
  const removed: Run[] = [];
  let expected = end.hash;
  // From one number that is there to the next, since a line can claim any number.
  let number = end.count;
  for (const present of [...byNumber.keys()].filter((each) => each <= end.count).sort((one, other) => other - one)) {
    if (present < number) {
      removed.push({ from: present + 1, to: number });
      expected = null;
    }
    number = present - 1;
    const candidates = byNumber.get(present) ?? [];
    const right = candidates.find(({ hash }) => hash === expected);
    const taken = right ?? candidates[0];
    if (taken?.entry == null) continue;
    if (right === undefined && expected !== null) found.push(at('altered', taken));
    else if (present === 1 && taken.entry.previous !== GENESIS) found.push(at('altered', taken));
    for (const other of candidates) {
      if (other !== taken) found.push(at(other.hash === taken.hash ? 'duplicated' : 'inserted', other));
    }
    accepted.push(taken);
    expected = taken.entry.previous;
  }
  if (number >= 1) removed.push({ from: 1, to: number });
  accepted.reverse();
  removed.reverse();
  for (const line of lines) {
    if (line.entry === null) found.push(at('unreadable', line));
    else if (line.entry.number > end.count) found.push(at('inserted', line));
  }
  return [...moved(accepted), ...withoutReplaced(found, removed, accepted, lines.length)].sort(byLine);
}

/**
 * How many lines there should be, and the hash of the last; a line that was just being written counts if it is there.
 */
function endOf(
  byNumber: ReadonlyMap<number, readonly ReadLine[]>,
  head: LogHead | null,
): { count: number; hash: string | null } {
  if (head === null) return { count: [...byNumber.keys()].reduce((most, each) => Math.max(most, each), 0), hash: null };
  const written = head.next !== null && (byNumber.get(head.count + 1) ?? []).some(({ hash }) => hash === head.next);
  return written ? { count: head.count + 1, hash: head.next } : { count: head.count, hash: head.last };
}

/** Numbers of entries that are missing one behind the other. */
interface Run {
  readonly from: number;
  readonly to: number;
}

/**
 * The missing entries as findings, each run of them as one. Where a line that belongs nowhere is in the very place
 * of a missing entry, the entry was not removed: that line is what became of it.
 */
function withoutReplaced(
  found: readonly LogFinding[],
  removed: readonly Run[],
  accepted: readonly ReadLine[],
  lines: number,
): LogFinding[] {
  const strays = found.filter(({ kind }) => kind === 'unreadable' || kind === 'inserted').sort(byLine);
  const replaced = new Map<LogFinding, LogFinding>();
  const gone: LogFinding[] = [];
  let behind = 0;
  for (const { from, to } of removed) {
    while (behind < accepted.length && (accepted[behind]?.entry?.number ?? 0) < from) behind += 1;
    const before = accepted[behind - 1]?.line ?? 0;
    const after = accepted[behind]?.line ?? lines + 1;
    let number = from;
    for (let index = firstBehind(strays, before); number <= to; index += 1) {
      const stray = strays[index];
      if (stray === undefined || (stray.line ?? 0) >= after) break;
      if (replaced.has(stray)) continue;
      replaced.set(stray, { kind: 'altered', line: stray.line, from: number, to: number });
      number += 1;
    }
    if (number <= to) gone.push({ kind: 'removed', line: before + 1, from: number, to });
  }
  return [...found.map((finding) => replaced.get(finding) ?? finding), ...gone];
}

/** The index of the first finding behind a line, among findings in the order of their lines. */
function firstBehind(findings: readonly LogFinding[], line: number): number {
  let low = 0;
  for (let high = findings.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if ((findings[middle]?.line ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return low;
}

const byLine = (one: LogFinding, other: LogFinding): number =>
  (one.line ?? 0) - (other.line ?? 0) || (one.from ?? 0) - (other.from ?? 0);

/** Lines that are genuine and stand at another place than theirs; neighbours as one finding. */
function moved(accepted: readonly ReadLine[]): LogFinding[] {
  const standing = [...accepted].sort((a, b) => a.line - b.line);
  const findings: LogFinding[] = [];
  standing.forEach((line, index) => {
    if (line === accepted[index]) return;
    const run = findings.at(-1);
    if (run !== undefined && standing[index - 1] !== accepted[index - 1]) run.to = (run.to ?? 0) + 1;
    else
      findings.push({
        kind: 'moved',
        line: line.line,
        from: accepted[index]?.entry?.number ?? null,
        to: accepted[index]?.entry?.number ?? null,
      });
  });
  return findings;
}

function at(kind: LogFinding['kind'], { line, entry }: ReadLine): LogFinding {
  return { kind, line, from: entry?.number ?? null, to: entry?.number ?? null };
}
