import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { openVector } from '../../../test-support/proof/vectors';
import { type Failure, type FailureCode, toFailure } from '../errors';
import { PauseGate } from './job';
import type { Progress, RestoreResult } from './model';
import { openArchive, verifyArchive } from './open';

/** Every archive that the original systems wrote ends as vectors.json says. */
const vectors = JSON.parse(readFileSync('test-vectors/vectors.json', 'utf8')) as {
  files: {
    file: string;
    sha256: string;
    kind: string;
    opens_to?: string;
    opens_to_sha256?: string;
    derivation?: string;
  }[];
  keys: Record<'site' | 'other', { private: string; fingerprint: string }>;
  passphrase: string;
  proxpanel: { license_key: string; db_password: string; tenant_db_password: string };
};
const secrets = {
  key: vectors.keys.site.private,
  // Every secret is given to every archive, also to those that take none.
  accepts: { authenticOnly: false, unsealed: true },
  passphrase: vectors.passphrase,
  licenseKey: vectors.proxpanel.license_key,
  databasePasswords: ['of another panel', vectors.proxpanel.db_password, vectors.proxpanel.tenant_db_password],
};
const DERIVATIONS: Record<string, string> = {
  'sha256(db_password + salt)': 'password-salt',
  'sha256(salt + db_password)': 'salt-password',
  'sha256(license_key + older salt)': 'license-older-salt',
  'sha256(db_password + older salt)': 'password-older-salt',
  'sha256(license_key + db_password)': 'license-password',
  'sha256(license_key + tenant_id + tenant_db_password)': 'license-tenant-password',
};

const EXPECTED: Record<string, FailureCode | 'opens'> = {
  'portal-full.zip': 'opens',
  'portal-full.zip.enc': 'opens',
  'bad-truncated-tail.enc': 'cut-short',
  'bad-truncated-header.enc': 'header-cut-short',
  'bad-flipped-body.enc': 'altered',
  'bad-flipped-tag.enc': 'altered',
  'bad-flipped-ephemeral.enc': 'wrong-key',
  'bad-magic.enc': 'unknown-format',
  'bad-zero-ephemeral.enc': 'low-order-ephemeral',
  'empty-payload.enc': 'payload-empty',
  'hostile-traversal.enc': 'entry-name-hostile',
  'hostile-absolute.enc': 'entry-name-hostile',
  'hostile-bomb.enc': 'zip-bomb',
  'not-a-portal-export.enc': 'entry-missing',
  'wrong-app.enc': 'manifest-other-app',
  'corrupt-db.enc': 'database-unsound',
  'portal-foreign-db.enc': 'database-not-of-portal',
  'portal-zoom-empty.enc': 'credential-key-unusable',
  'portal-zoom-other.enc': 'opens',
  'portal-zoom-unusable.enc': 'credential-key-unusable',
  'crc-mismatch.enc': 'entry-damaged',
  'portal-full.tspenc01.enc': 'opens',
  'portal-full.tspb1.enc': 'opens',
  'portal-full.tspb2.enc': 'opens',
  'three-frames.tspb2.enc': 'authentic-only',
  'bad-truncated-frame.tspb2.enc': 'cut-short',
  // The last frame is a whole block, so that more may have followed, and random bytes cannot tell.
  'cut-at-frame-edge.tspb2.enc': 'cut-short',
  'proxpanel-full.dump': 'opens',
  'tenant_acme.sql': 'opens',
  'tenant_acme.dump': 'opens',
  'proisp_full_20251203_020000_scheduled.proisp.bak': 'opens',
  'proisp_full_20251210_101500.proisp.bak': 'opens',
  'proisp_full_20251211_101500.proisp.bak': 'opens',
  'proisp_full_20260101_020000.proisp.bak': 'opens',
  'proisp_full_20260512_140530.proisp.bak': 'opens',
  'proisp_full_20260513_140530.proisp.bak': 'opens',
  'proisp_full_20260514_140530.proisp.bak': 'opens',
  'tenant_42_20260515_020000.proisp.bak': 'opens',
  'tenant_42_20260516_020000.proisp.bak': 'opens',
  'bad-tenant-id-swapped.proisp.bak': 'wrong-database-password',
  'bad-no-newline.proisp.bak': 'header-never-ends',
  'vaultterm-2026-11-20.sql.gz': 'opens',
  'bad-vaultterm-truncated.sql.gz': 'cut-short',
};
/** A configuration file, for the vault alone. */
const NO_ARCHIVES = new Set(['vaultterm.env']);

const root = mkdtempSync(join(tmpdir(), 'salvor-restore-'));
let folder: string;
let destination: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
  destination = join(folder, 'import.zip');
});
afterAll(() => rmSync(root, { recursive: true }));

function context(report: (progress: Progress) => void = () => {}) {
  return { signal: new AbortController().signal, pause: new PauseGate(), report };
}

async function outcome(run: Promise<RestoreResult>): Promise<{ result: RestoreResult } | { failure: Failure }> {
  return run.then(
    (result) => ({ result }),
    (error: unknown) => ({ failure: toFailure(error) }),
  );
}

/**
 * SHA-256 of what a vector is to open to: the vector that the list names, or what Node's own cryptography makes of it.
 */
function plaintextHash(file: string, opensTo: string): string {
  if (/\s/.test(opensTo) && opensTo !== 'plain SQL') return createHash('sha256').update(openVector(file)).digest('hex');
  const source = readFileSync(join('test-vectors', opensTo === 'itself' || opensTo === 'plain SQL' ? file : opensTo));
  return createHash('sha256')
    .update(opensTo === 'plain SQL' ? gunzipSync(source) : source)
    .digest('hex');
}

const listed = vectors.files.filter(({ file }) => !NO_ARCHIVES.has(file));

test('has an expectation for every vector', () => {
  expect(listed.map(({ file }) => file).sort()).toEqual(Object.keys(EXPECTED).sort());
});

describe.each(listed)('$file', ({ file, sha256, opens_to, opens_to_sha256, derivation }) => {
  const request = { source: join('test-vectors', file), ...secrets, scope: 'full' as const };
  const expected = EXPECTED[file] ?? 'opens';

  test('is the file of the list', () => {
    expect(createHash('sha256').update(readFileSync(request.source)).digest('hex')).toBe(sha256);
  });

  test(`${expected} when it is opened`, async () => {
    const open = (accepts = request.accepts) =>
      outcome(openArchive({ ...request, accepts, destination, overwrite: false }, context()));
    let ended = await open();
    if (expected !== 'opens') {
      expect(ended).toMatchObject({ failure: { code: expected } });
      expect(readdirSync(folder)).toEqual([]);
      if (expected !== 'authentic-only') return;
      ended = await open({ ...request.accepts, authenticOnly: true });
      expect(ended).toMatchObject({ result: { verdict: 'authentic-only' } });
    } else expect(ended).toMatchObject({ result: { verdict: expect.stringMatching(/^proven/) } });
    expect(ended).toMatchObject({
      result: { path: destination, derivation: derivation === undefined ? null : DERIVATIONS[derivation] },
    });
    expect(readdirSync(folder)).toEqual(['import.zip']);
    expect(createHash('sha256').update(readFileSync(destination)).digest('hex')).toBe(
      opens_to_sha256 ?? plaintextHash(file, opens_to ?? ''),
    );
    if (process.platform !== 'win32') expect(statSync(destination).mode & 0o777).toBe(0o600);
  });

  test(`${expected} when it is verified, and nothing is written`, async () => {
    const ended = await outcome(verifyArchive(request, context()));
    if (expected === 'opens') expect(ended).toMatchObject({ result: { path: null } });
    else if (expected === 'authentic-only')
      expect(ended).toMatchObject({ result: { path: null, verdict: 'authentic-only' } });
    else expect(ended).toMatchObject({ failure: { code: expected } });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('opening', () => {
  const request = {
    source: 'test-vectors/portal-full.zip.enc',
    key: vectors.keys.site.private,
    scope: 'full' as const,
  };

  test("tells another site's key from the beginning", async () => {
    const ended = await outcome(
      openArchive({ ...request, key: vectors.keys.other.private, destination, overwrite: false }, context()),
    );
    expect(ended).toEqual({ failure: { code: 'wrong-key', params: { given: vectors.keys.other.fingerprint } } });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('asks for the key of an encrypted archive', async () => {
    expect(
      await outcome(openArchive({ ...request, key: null, destination, overwrite: false }, context())),
    ).toMatchObject({ failure: { code: 'key-needed' } });
  });

  test('leaves an existing file alone, on success and on failure, until asked to replace it', async () => {
    writeFileSync(destination, 'precious');
    expect(await outcome(openArchive({ ...request, destination, overwrite: false }, context()))).toMatchObject({
      failure: { code: 'destination-exists' },
    });
    const bad = { ...request, source: 'test-vectors/crc-mismatch.enc', destination, overwrite: true };
    expect(await outcome(openArchive(bad, context()))).toMatchObject({ failure: { code: 'entry-damaged' } });
    expect(readFileSync(destination, 'utf8')).toBe('precious');
    expect(await outcome(openArchive({ ...request, destination, overwrite: true }, context()))).toHaveProperty(
      'result',
    );
    expect(readFileSync(destination).equals(readFileSync('test-vectors/portal-full.zip'))).toBe(true);
  });

  test('never reports 100 % before it is done, and goes through its phases in order', async () => {
    const seen: Progress[] = [];
    await openArchive(
      { ...request, destination, overwrite: false },
      context((progress) => seen.push(progress)),
    );
    expect([...new Set(seen.map(({ phase }) => phase))]).toEqual([
      'connect',
      'transfer',
      'authenticate',
      'prove',
      'place',
    ]);
    expect(Math.max(...seen.map(({ fraction }) => fraction))).toBeLessThan(1);
    expect(seen.map(({ fraction }) => fraction)).toEqual(
      seen.map(({ fraction }) => fraction).toSorted((a, b) => a - b),
    );
  });

  test('that is cancelled leaves nothing', async () => {
    const stop = new AbortController();
    const job = {
      signal: stop.signal,
      pause: new PauseGate(),
      report: ({ phase }: Progress) => phase === 'prove' && stop.abort(),
    };
    expect(await outcome(openArchive({ ...request, destination, overwrite: false }, job))).toMatchObject({
      failure: { code: 'cancelled' },
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('waits while it is paused, and can be cancelled there', async () => {
    const stop = new AbortController();
    const pause = new PauseGate();
    pause.close();
    let pausedSeen = false;
    const job = { signal: stop.signal, pause, report: (progress: Progress) => (pausedSeen ||= progress.paused) };
    const running = outcome(openArchive({ ...request, destination, overwrite: false }, job));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(readdirSync(folder)).toEqual([]);
    expect(pausedSeen).toBe(true);
    pause.open();
    expect(await running).toHaveProperty('result');
    pause.close();
    const second = outcome(openArchive({ ...request, destination, overwrite: true }, job));
    stop.abort();
    expect(await second).toMatchObject({ failure: { code: 'cancelled' } });
  });

  test('a scope that does not fit is reported', async () => {
    const ended = await outcome(
      openArchive({ ...request, scope: 'frontend', destination, overwrite: false }, context()),
    );
    expect(ended).toEqual({ failure: { code: 'export-of-other-scope', params: { expected: 'frontend' } } });
  });
});
