import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { SalvorError } from '../errors';
import { openForLooking } from '../look/open';
import { HeldFile } from './held-file';
import { PauseGate } from './job';
import type { Progress } from './model';
import { verifyArchive } from './open';

const folder = mkdtempSync(join(tmpdir(), 'salvor-held-'));
const path = join(folder, 'archive.enc');
const vector = (name: string) => join(import.meta.dirname, '../../../test-vectors', name);
const { passphrase } = z.object({ passphrase: z.string() }).parse(JSON.parse(readFileSync(vector('vectors.json'), 'utf8')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  copyFileSync(vector('portal-full.tspenc01.enc'), path);
  // A file system's clock ticks every few milliseconds: what these tests write is written in a later tick.
  utimesSync(path, 1_700_000_000, 1_700_000_000);
});

/** The first byte is another one: the length stays. */
function overwrite(): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

const codeOf = (work: Promise<unknown>) => work.then(() => 'none', (error: SalvorError) => error.failure.code);

/** Verifies, and does something to the file when a phase is first told of. */
function verifying(phase: Progress['phase'], meddle: () => void) {
  let meddled = false;
  const report = (progress: Progress) => {
    if (progress.phase !== phase || meddled) return;
    meddled = true;
    meddle();
  };
  return verifyArchive({ source: path, key: null, passphrase, scope: 'full' }, { signal: new AbortController().signal, pause: new PauseGate(), report });
}

describe('an archive that changes while it is read', () => {
  it.each(['transfer', 'authenticate', 'prove'] as const)('is noticed when it is overwritten in the phase %s', async (phase) => {
    expect(await codeOf(verifying(phase, overwrite))).toBe('file-changed');
  });

  it('is not called cut short or altered while it grows', async () => {
    expect(await codeOf(verifying('transfer', () => appendFileSync(path, 'more')))).toBe('file-changed');
  });

  // Windows does not let a file that is open be replaced.
  it.skipIf(process.platform === 'win32')('is read to its end when another is put in its place', async () => {
    const other = join(folder, 'other.enc');
    const meddle = () => {
      writeFileSync(other, 'another file');
      renameSync(other, path);
    };
    expect(await codeOf(verifying('authenticate', meddle))).toBe('none');
    expect(statSync(path).size).toBe('another file'.length);
  });

  it('is noticed by what looks inside, however long it stands open', async () => {
    const look = await openForLooking({ source: path, key: null, passphrase }, { signal: new AbortController().signal, pause: new PauseGate(), report: () => {} });
    try {
      await look.access.read(new Uint8Array(16), 0);
      overwrite();
      expect(await codeOf(look.access.read(new Uint8Array(16), 0))).toBe('file-changed');
    } finally {
      await look.close();
    }
  });
});

describe('a held file', () => {
  it('stays open until all who use it are done', async () => {
    const file = await HeldFile.open(path);
    const access = file.access();
    await file.close();
    expect(await access.read(new Uint8Array(8), 0)).toBe(8);
    await access.close();
    expect(await codeOf(access.read(new Uint8Array(8), 0))).toBe('file-unreadable');
  });
});
