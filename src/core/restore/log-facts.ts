import { basename, dirname } from 'node:path';
import type { LogFacts } from '../custody/logbook/model';
import type { RestoreResult } from './model';

/** What the logbook says of a restore from a server; `result` is null where it failed. */
export function fetchLogFacts(url: string, result: RestoreResult | null): LogFacts<'restore'> {
  return { archive: result?.archive.name ?? null, from: url, keyFingerprint: result?.keyFingerprint ?? null };
}

/** What it says of an archive on this machine that was opened or whose entries were taken out. */
export function fileLogFacts(source: string, keyFingerprint: string | null): LogFacts<'open' | 'extract'> {
  return { archive: basename(source), from: dirname(source), keyFingerprint };
}
