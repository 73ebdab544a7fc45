import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestPractice, type TestPractice } from '../../../test-support/practice';
import { installationKey } from '../custody/logbook/installation-key';
import { failed, toFailure } from '../errors';
import { type JobContext, PauseGate } from '../restore/job';
import { canonicalJson } from '../signing/canonical-json';
import { type DrillTarget, runDrill } from './drill';
import { checkReport, signReport } from './signature';

const { keys, passphrase } = JSON.parse(readFileSync('test-vectors/vectors.json', 'utf8')) as {
  keys: { site: { private: string; fingerprint: string } };
  passphrase: string;
};
const maker = { operator: 'Ada Admin', version: '9.9.9' };
const folder = mkdtempSync(join(tmpdir(), 'salvor-drill-test-'));
let practice: TestPractice;
beforeAll(async () => {
  practice = await startTestPractice();
});
afterAll(async () => {
  await practice.close();
  rmSync(folder, { recursive: true });
});

function context(signal = new AbortController().signal) {
  return { signal, pause: new PauseGate(), report: () => {} };
}

function file(name: string): DrillTarget {
  return { kind: 'file', source: join('test-vectors', name), key: keys.site.private, passphrase, scope: 'full' };
}

async function fromServer(change: object = {}): Promise<DrillTarget> {
  return {
    kind: 'server',
    address: { url: practice.url, allowHttp: false, authorities: [] },
    apiKey: practice.harbour.apiKey,
    archive: 'latest',
    scope: null,
    key: await practice.privateKey(practice.harbour),
    expectedFingerprint: practice.harbour.fingerprint,
    ...change,
  };
}

describe('a clock that is behind the one of the export', () => {
  test('makes the age unknown, and is a warning', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-19T21:45:38Z') });
    try {
      const report = await runDrill(file('portal-full.zip.enc'), maker, context());
      expect(report.recoveryPoint).toEqual({ at: '2026-11-20T03:00:00.000000Z', ageSeconds: null });
      expect(report.outcome).toMatchObject({
        proof: {
          warnings: expect.arrayContaining([
            { code: 'clocks-disagree', params: { at: '2026-11-20T03:00:00.000000Z', seconds: 18_862 } },
          ]),
        },
      });
    } finally {
      vi.useRealTimers();
    }
  });

  test('by less than a minute is no matter', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-20T02:59:30Z') });
    try {
      const report = await runDrill(file('portal-full.zip.enc'), maker, context());
      expect(report.recoveryPoint).toMatchObject({ ageSeconds: 0 });
      expect(JSON.stringify(report.outcome)).not.toContain('clocks-disagree');
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a drill', () => {
  test('of a file says what was proven, and which archive it was', async () => {
    const report = await runDrill(file('portal-full.zip.enc'), maker, context());
    expect(report).toMatchObject({
      kind: 'salvor-drill-report',
      program: { version: '9.9.9' },
      operator: 'Ada Admin',
      origin: { kind: 'file' },
      archive: {
        name: 'portal-full.zip.enc',
        bytes: 239_476,
        sha256: createHash('sha256').update(readFileSync('test-vectors/portal-full.zip.enc')).digest('hex'),
        keyFingerprint: keys.site.fingerprint,
        layers: ['tspepk01'],
        payload: 'zip',
      },
      recoveryPoint: { at: '2026-11-20T03:00:00.000000Z' },
      outcome: { verdict: 'proven-with-warnings', proof: { facts: { sourceHost: 'portal.example.org' } } },
    });
    expect(Object.keys(report.took)).toEqual(expect.arrayContaining(['transfer', 'prove']));
  });

  test('from a server names the site, and leaves nothing on the disk', async () => {
    // A temporary folder of its own: other programs use the system's meanwhile.
    const temporary = mkdtempSync(join(tmpdir(), 'salvor-drill-test-'));
    vi.stubEnv('TMPDIR', temporary);
    vi.stubEnv('TEMP', temporary);
    let used: readonly string[] = [];
    const watching: JobContext = {
      ...context(),
      report: ({ phase }) => (used = phase === 'prove' ? readdirSync(temporary) : used),
    };
    const report = await runDrill(await fromServer(), maker, watching).finally(() => vi.unstubAllEnvs());
    expect(report).toMatchObject({
      origin: {
        kind: 'server',
        url: practice.url,
        site: practice.harbour.name,
        fingerprint: practice.harbour.fingerprint,
      },
      archive: { scope: 'full', keyFingerprint: practice.harbour.fingerprint },
      outcome: { verdict: 'proven-with-warnings' },
    });
    expect(report.recoveryPoint?.ageSeconds).toBeGreaterThan(0);
    expect(used).not.toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
    rmSync(temporary, { recursive: true });
  });

  test('that fails is a report too, with what was known by then', async () => {
    expect(await runDrill(file('bad-flipped-tag.enc'), maker, context())).toMatchObject({
      outcome: { verdict: 'failed', error: { code: 'altered' } },
      archive: null,
    });
    const unopened = await runDrill(
      await fromServer({ key: await practice.privateKey(practice.lantern) }),
      maker,
      context(),
    );
    expect(unopened).toMatchObject({
      outcome: { verdict: 'failed', error: { code: 'key-not-for-archive' } },
      recoveryPoint: null,
    });
  });

  test('that cannot even begin is a report of why', async () => {
    const origin = {
      kind: 'server',
      url: 'https://backup.example/api/v1',
      site: 'Harbour',
      fingerprint: null,
    } as const;
    const report = await runDrill(
      { kind: 'unready', origin, error: failed('api-key-needed', { host: 'backup.example' }) },
      maker,
      context(),
    );
    expect(report).toMatchObject({
      origin,
      archive: null,
      recoveryPoint: null,
      outcome: { verdict: 'failed', error: { code: 'api-key-needed' } },
    });
  });

  test('that is cancelled gives no report', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(runDrill(file('portal-full.zip.enc'), maker, context(stop.signal))).rejects.toHaveProperty(
      'name',
      'AbortError',
    );
  });

  test('never holds a secret', async () => {
    const text = JSON.stringify(await runDrill(await fromServer(), maker, context()));
    for (const secret of [practice.harbour.apiKey, await practice.privateKey(practice.harbour)])
      expect(text).not.toContain(secret);
  });
});

describe('a signed report', () => {
  const { secretKey } = ed25519.keygen();
  let text: string;
  beforeAll(async () => {
    text = JSON.stringify(
      signReport(await runDrill(file('portal-full.zip.enc'), maker, context()), secretKey),
      null,
      2,
    );
  });
  const codeOf = (changed: string): string => {
    try {
      checkReport(changed);
    } catch (error) {
      return toFailure(error).code;
    }
    return 'accepted';
  };

  test('is whole on any machine, however it is spelled', () => {
    expect(checkReport(text).report.operator).toBe('Ada Admin');
    expect(checkReport(canonicalJson(JSON.parse(text))).signer).toBe(checkReport(text).signer);
  });

  test('shows every changed value, a removed one and an added one', () => {
    const { report } = JSON.parse(text) as { report: Record<string, unknown> };
    for (const name of Object.keys(report)) {
      const without = JSON.parse(text) as { report: Record<string, unknown> };
      delete without.report[name];
      expect(['report-altered', 'report-unreadable']).toContain(codeOf(JSON.stringify(without)));
    }
    expect(codeOf(text.replace('Ada Admin', 'Eve Admin'))).toBe('report-altered');
    expect(codeOf(text.replace('239476', '239477'))).toBe('report-altered');
    expect(codeOf(text.replace('"operator":', '"remark": "fine", "operator":'))).toBe('report-altered');
    expect(codeOf(text.replace('"operator":', '"operator": "Mallory", "operator":'))).toBe('report-unreadable');
    expect(codeOf(text.replace('"verdict": "proven-with-warnings"', '"verdict": "proven"'))).toBe('report-altered');
  });

  test('shows any byte that was turned, or is the same report', () => {
    const bytes = Buffer.from(text);
    let refused = 0;
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const altered = changed.toString();
      if (codeOf(altered) === 'accepted')
        expect(canonicalJson(JSON.parse(altered))).toBe(canonicalJson(JSON.parse(text)));
      else refused += 1;
    }
    expect(refused).toBeGreaterThan(100);
  });

  test('of another key cannot be passed off', () => {
    const signed = JSON.parse(text) as { signature: { publicKey: string } };
    signed.signature.publicKey = Buffer.from(ed25519.keygen().publicKey).toString('base64url');
    expect(codeOf(JSON.stringify(signed))).toBe('report-altered');
  });

  test.each(['', 'hello', '{}', '[]', '{"report":{},"signature":{}}'])('%j is none', (other) => {
    expect(codeOf(other)).toBe('report-unreadable');
  });
});

test('the installation keeps its key, for itself alone', async () => {
  const home = join(folder, 'installation');
  const [first, second] = await Promise.all([installationKey(home), installationKey(home)]);
  expect(second).toEqual(first);
  expect(await installationKey(home)).toEqual(first);
  if (process.platform !== 'win32') expect(statSync(join(home, 'report-signing.key')).mode & 0o777).toBe(0o600);
});
