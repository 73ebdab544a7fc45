import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { buildThreads } from '../../../test-support/restore/built-threads';
import { runDrill } from '../drill/drill';
import { toFailure } from '../errors';
import { type JobContext, PauseGate } from './job';
import type { Progress, RestoreResult } from './model';
import { openArchive, verifyArchive } from './open';
import { sha256Of } from './sha256';
import { startThread } from './threads';
import { endThreads, within } from './threads-end';

const vectors = JSON.parse(readFileSync('test-vectors/vectors.json', 'utf8')) as {
  files: { file: string }[];
  keys: { site: { private: string }; other: { private: string } };
  passphrase: string;
  proxpanel: { db_password: string; tenant_db_password: string };
};
const secrets = {
  key: vectors.keys.site.private,
  // Every secret is given to every archive, also to those that take none.
  accepts: { authenticOnly: false, unsealed: true },
  passphrase: vectors.passphrase,
  databasePasswords: [vectors.proxpanel.db_password, vectors.proxpanel.tenant_db_password],
  scope: 'full' as const,
};

let threads: Awaited<ReturnType<typeof buildThreads>>;
let folder: string;
let temporary: string;
beforeAll(async () => {
  threads = await buildThreads();
  folder = mkdtempSync(join(tmpdir(), 'salvor-threads-test-'));
  temporary = mkdtempSync(join(folder, 'tmp-'));
  vi.stubEnv('TMPDIR', temporary);
  vi.stubEnv('TEMP', temporary);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await threads.remove();
});

function context(
  withThreads: boolean,
  report: (progress: Progress) => void = () => {},
  signal = new AbortController().signal,
): JobContext {
  return { signal, pause: new PauseGate(), report, ...(withThreads ? { threads: threads.folder } : {}) };
}

/** In a temporary folder of this test alone. */
const scratch = () => readdirSync(temporary);
const told = (result: RestoreResult) => ({ ...result, took: {} });

describe('a proof on a thread of its own', () => {
  test.each(vectors.files.map(({ file }) => file).filter((file) => !file.endsWith('.json')))(
    'says of %s what a single thread says',
    async (file) => {
      const request = { ...secrets, source: join('test-vectors', file) };
      const alone = await verifyArchive(request, context(false)).then(told, toFailure);
      const beside = await verifyArchive(request, context(true)).then(told, toFailure);
      expect(beside).toEqual(alone);
      expect(scratch()).toEqual([]);
    },
  );

  test('counts for nothing where the archive is altered, whatever it found', async () => {
    const source = join('test-vectors', 'bad-flipped-tag.enc');
    expect(await verifyArchive({ ...secrets, source }, context(true)).catch(toFailure)).toMatchObject({
      code: 'altered',
    });
  });

  test('notices a file that is written to while it is proven', async () => {
    const source = join(folder, 'growing.enc');
    copyFileSync(join('test-vectors', 'portal-full.zip.enc'), source);
    const { size } = statSync(source);
    const growing = context(true, ({ phase }) => {
      if (phase === 'authenticate' && statSync(source).size === size) appendFileSync(source, 'x');
    });
    expect(await verifyArchive({ ...secrets, source }, growing).catch(toFailure)).toMatchObject({
      code: 'file-changed',
    });
  });

  test('ends with the job, and leaves no scratch file', async () => {
    const abort = new AbortController();
    const source = join('test-vectors', 'portal-full.zip.enc');
    const stopping = context(true, ({ phase }) => phase === 'prove' && abort.abort(), abort.signal);
    const failure = await verifyArchive({ ...secrets, source }, stopping).catch(toFailure);
    expect(failure).toMatchObject({ code: 'cancelled' });
    expect(scratch()).toEqual([]);
  });
});

describe('a result', () => {
  test('never takes the place of the archive that it comes from, nor of another name of it', async () => {
    const [source, twin, link] = ['archive.enc', 'twin.enc', 'link.enc'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    copyFileSync(join('test-vectors', 'portal-full.zip.enc'), source);
    linkSync(source, twin);
    symlinkSync(source, link);
    for (const destination of [source, twin, link]) {
      const request = { ...secrets, source, destination, overwrite: true };
      expect(await openArchive(request, context(false)).catch(toFailure)).toMatchObject({
        code: 'destination-is-source',
      });
    }
    expect(readFileSync(source).equals(readFileSync(join('test-vectors', 'portal-full.zip.enc')))).toBe(true);
  });
});

describe('a thread that is broken', () => {
  const source = join('test-vectors', 'portal-full.zip.enc');
  const stall = { idleMs: 500, busyMs: 20_000, cleanMs: 200 };
  const sleeps = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);';

  /** Threads with one changed. */
  function threadsWith(name: string, change: (script: string) => string): string {
    const built = mkdtempSync(join(folder, 'threads-'));
    cpSync(threads.folder, built, { recursive: true, verbatimSymlinks: true });
    writeFileSync(join(built, `${name}.js`), change(readFileSync(join(built, `${name}.js`), 'utf8')));
    return built;
  }

  test('and never exits is not waited for: its last message is the result', async () => {
    const built = threadsWith('proof-thread', (script) => `${script}\nsetInterval(() => {}, 1000); ${sleeps}`);
    const result = await verifyArchive({ ...secrets, source }, { ...context(false), threads: built, stall });
    expect(told(result)).toEqual(told(await verifyArchive({ ...secrets, source }, context(false))));
    expect(await endThreads(10_000)).toBe(true);
  });

  test('and never answers ends the job as stalled', async () => {
    const built = threadsWith('proof-thread', () => 'setInterval(() => {}, 1000);');
    const failure = await verifyArchive({ ...secrets, source }, { ...context(false), threads: built, stall }).catch(
      toFailure,
    );
    expect(failure).toMatchObject({ code: 'stalled' });
    expect(await endThreads(10_000)).toBe(true);
  }, 300_000);

  test('and never answers ends a hash as stalled', async () => {
    const built = threadsWith('hash-thread', () => 'setInterval(() => {}, 1000);');
    await expect(sha256Of(built, 200).digest()).rejects.toMatchObject({ failure: { code: 'stalled' } });
    const full = sha256Of(built, 200);
    await expect(
      (async () => {
        for (let piece = 0; piece < 100; piece += 1) await full.update(Buffer.alloc(1024 * 1024));
      })(),
    ).rejects.toMatchObject({ failure: { code: 'stalled' } });
    expect(await endThreads(10_000)).toBe(true);
  });

  test('and never answers makes a drill fail as stalled, which is a report too', async () => {
    const built = threadsWith('hash-thread', () => 'setInterval(() => {}, 1000);');
    const target = { kind: 'file', ...secrets, source } as const;
    const report = await runDrill(
      target,
      { operator: 'Ada', version: '1' },
      { ...context(false), threads: built, stall },
    );
    expect(report.outcome).toMatchObject({ error: { code: 'stalled' } });
    expect(await endThreads(10_000)).toBe(true);
  }, 30_000);

  test('ends within a bound', async () => {
    const built = threadsWith('hash-thread', () => 'setInterval(() => {}, 1000);');
    const thread = startThread(built, 'hash-thread', {});
    thread.terminate = () => new Promise(() => {});
    expect(await endThreads(50)).toBe(false);
    expect(await within(new Promise(() => {}), 10, () => 'late')).toBe('late');
  });
});

describe('a hash on a thread of its own', () => {
  test.each([0, 1, 511, 512 * 1024, 512 * 1024 + 1, 5_000_000])(
    'is the SHA-256 of %i bytes in pieces of any length',
    async (length) => {
      const bytes = randomBytes(length);
      const hash = sha256Of(threads.folder);
      const piece = Buffer.alloc(700_000);
      for (let at = 0; at < length; ) {
        const part = bytes.subarray(at, at + 1 + Math.floor(Math.random() * piece.length));
        // The piece's buffer is used again at once, as sources do.
        part.copy(piece);
        await hash.update(piece.subarray(0, part.length));
        at += part.length;
      }
      expect(await hash.digest()).toBe(createHash('sha256').update(bytes).digest('hex'));
      hash.close();
    },
  );

  test('tells a thread that cannot start', async () => {
    const hash = sha256Of(folder);
    await expect(hash.digest()).rejects.toThrow();
  });
});
