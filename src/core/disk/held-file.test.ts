import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { handMadeZip } from '../../../test-support/proof/hand-made-zip';
import { portalEntries } from '../../../test-support/proof/portal-export';
import { openForBrowsing } from '../browse/open';
import type { SalvorError } from '../errors';
import { parsePublicKey } from '../formats/site-key';
import { sealTspepk01 } from '../formats/tspepk01';
import { PauseGate } from '../restore/job';
import type { Progress } from '../restore/model';
import { verifyArchive } from '../restore/open';
import { HeldFile } from './held-file';

const folder = mkdtempSync(join(tmpdir(), 'salvor-held-'));
const path = join(folder, 'archive.enc');
const vector = (name: string) => join(import.meta.dirname, '../../../test-vectors', name);
const {
  passphrase,
  keys: { site },
} = z
  .object({ passphrase: z.string(), keys: z.object({ site: z.object({ private: z.string(), public: z.string() }) }) })
  .parse(JSON.parse(readFileSync(vector('vectors.json'), 'utf8')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  copyFileSync(vector('portal-full.tspenc01.enc'), path);
  // A file system's clock ticks every few milliseconds: what these tests write is written in a later tick.
  utimesSync(path, 1_700_000_000, 1_700_000_000);
});

async function sealedOf(plain: Uint8Array): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  const once = (async function* () {
    yield plain;
  })();
  for await (const piece of sealTspepk01(once, parsePublicKey(site.public).raw)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The first byte is another one: the length stays. */
function overwrite(): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: SalvorError) => error.failure.code,
  );

/** Verifies, and does something to the file when a phase is first told of. */
function verifying(phase: Progress['phase'], meddle: () => void) {
  let meddled = false;
  const report = (progress: Progress) => {
    if (progress.phase !== phase || meddled) return;
    meddled = true;
    meddle();
  };
  return verifyArchive(
    { source: path, key: null, passphrase, scope: 'full' },
    { signal: new AbortController().signal, pause: new PauseGate(), report },
  );
}

describe('an archive that is no file', () => {
  test.skipIf(process.platform === 'win32')(
    'is refused at once: a pipe without a writer, a device, a folder',
    async () => {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      for (const [path, reason] of [
        [pipe, 'ESPIPE'],
        ['/dev/null', 'special'],
        [folder, 'EISDIR'],
      ] as const) {
        await expect(HeldFile.open(path)).rejects.toMatchObject({
          failure: { code: 'file-unreadable', params: { path, reason } },
        });
      }
    },
  );
});

describe('an archive that changes while it is read', () => {
  test.skipIf(process.platform === 'win32')('is noticed where its time of writing is put back', async () => {
    const before = statSync(path, { bigint: true });
    const file = await HeldFile.open(path);
    overwrite();
    utimesSync(path, 1_700_000_000, 1_700_000_000);
    const after = statSync(path, { bigint: true });
    expect([after.size, after.mtimeNs, after.ino]).toEqual([before.size, before.mtimeNs, before.ino]);
    expect(await codeOf(file.requireUnchanged())).toBe('file-changed');
    expect(await codeOf(file.access().read(Buffer.alloc(10), 0))).toBe('file-changed');
    await file.close();
  });

  test.each(['transfer', 'authenticate', 'prove'] as const)(
    'is noticed when it is overwritten in the phase %s',
    async (phase) => {
      expect(await codeOf(verifying(phase, overwrite))).toBe('file-changed');
    },
  );

  test('is not called cut short or altered while it grows', async () => {
    expect(await codeOf(verifying('transfer', () => appendFileSync(path, 'more')))).toBe('file-changed');
  });

  // Windows does not let a file that is open be replaced.
  test.skipIf(process.platform === 'win32')(
    'is noticed when another is put in its place, which is never read',
    async () => {
      const other = join(folder, 'other.enc');
      const meddle = () => {
        writeFileSync(other, 'another file');
        renameSync(other, path);
      };
      expect(await codeOf(verifying('authenticate', meddle))).toBe('file-changed');
      expect(statSync(path).size).toBe('another file'.length);
    },
  );

  test('is never shown as something else by what looks inside, whatever is done to its times', async () => {
    const block = 512 * 1024;
    const film = randomBytes(8 * block);
    writeFileSync(
      path,
      await sealedOf(handMadeZip([...portalEntries(), { name: 'uploads/film.bin', data: film, method: 0 }])),
    );
    const browsed = await openForBrowsing(
      { source: path, key: site.private },
      { signal: new AbortController().signal, pause: new PauseGate(), report: () => {} },
    );
    try {
      const { mtime, atime } = statSync(path);
      const bytes = readFileSync(path);
      bytes[3 * block + 5] = (bytes[3 * block + 5] ?? 0) ^ 1;
      // In place: the same file, of the same length, with the same time of writing.
      writeFileSync(path, bytes);
      utimesSync(path, atime, mtime);
      expect(await codeOf(browsed.access.read(new Uint8Array(block), 3 * block))).toBe('file-changed');
      expect(await codeOf(browsed.access.read(new Uint8Array(16), 6 * block))).toBe('none');
    } finally {
      await browsed.close();
    }
  });
});

describe('a held file', () => {
  test('stays open until all who use it are done', async () => {
    const file = await HeldFile.open(path);
    const access = file.access();
    await file.close();
    expect(await access.read(new Uint8Array(8), 0)).toBe(8);
    await access.close();
    expect(await codeOf(access.read(new Uint8Array(8), 0))).toBe('file-unreadable');
  });
});
