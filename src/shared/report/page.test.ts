import { describe, expect, test } from 'vitest';
import type { DrillReport } from '../../core/drill/model';
import { speaker } from '../messages/catalogue';
import { reportPage } from './page';
import { pageFoot } from './page-foot';

const say = speaker('en');
const report: DrillReport = {
  kind: 'salvor-drill-report',
  version: 2,
  begun: '2026-11-21T03:00:00.000Z',
  program: { name: 'Salvor', version: '9.9.9' },
  machine: { name: 'laptop', system: 'Linux 6.1 x64' },
  operator: 'Ada <script>alert(1)</script>',
  origin: {
    kind: 'server',
    url: 'https://backup.example.org/api/v1',
    site: 'Harbour',
    fingerprint: '5e03:45ee:0a88:05a7',
  },
  archive: {
    name: 'tsp-export.zip.enc',
    bytes: 239_352,
    sha256: 'ab'.repeat(32),
    id: '7',
    createdAt: '2026-11-20T03:00:00Z',
    scope: 'full',
    keyFingerprint: '5e03:45ee:0a88:05a7',
    layers: ['tspepk01'],
    payload: 'zip',
  },
  recoveryPoint: { at: '2026-11-20T03:00:00Z', ageSeconds: 86_400 },
  outcome: {
    verdict: 'proven-with-warnings',
    bytes: 239_284,
    proof: {
      checks: [
        { id: 'authenticated', outcome: 'passed' },
        { id: 'credential-key', outcome: 'warning' },
      ],
      warnings: [{ code: 'credential-key-missing', params: { stored: 3 } }],
      entries: { count: 8, bytes: 267_112 },
      facts: {
        kind: 'portal-export',
        app: 'trusted-servants-pro',
        formatVersion: 2,
        exportedAt: '2026-11-20T03:00:00Z',
        sourceHost: '<b>host</b>',
        turnstileEnabledAtExport: true,
        note: null,
        databaseBytes: 32_768,
        tables: [{ name: 'meeting', rows: 240 }],
        uploads: { count: 5, bytes: 234_000 },
        hasCredentialKey: false,
      },
    },
  },
  took: { connect: 40, transfer: 900, prove: 300 },
  recoveryMilliseconds: 1_240,
};

describe('the page of a report', () => {
  const page = reportPage(say, report, '25e4:effe:c971:cbf1');

  test('says the verdict, the archive, its age and the time a restore takes', () => {
    for (const said of [
      'Proven, with 1 warning',
      'ab'.repeat(32),
      '5e03:45ee:0a88:05a7',
      '1 day old at the drill',
      'meeting',
      '240 rows',
      'Format of the export',
      '1 table with 240 rows',
      '25e4:effe:c971:cbf1',
    ]) {
      expect(page).toContain(said);
    }
  });

  test('takes nothing from an archive or a person as markup', () => {
    expect(page).not.toContain('<script>');
    expect(page).not.toContain('<b>host');
  });

  test('loads nothing from anywhere', () => {
    expect(page).not.toMatch(/\s(src|href)=|url\(|@import/);
  });

  test('of a failure says what went wrong and what to do', () => {
    const failed = reportPage(
      say,
      {
        ...report,
        outcome: { verdict: 'failed', error: { code: 'altered', params: {} } },
        archive: null,
        recoveryPoint: null,
      },
      'x',
    );
    expect(failed).toContain('Not proven: The archive was altered');
    expect(failed).toContain('Get a fresh copy and try once more');
    expect(failed).not.toContain('What was checked');
    expect(failed).toContain('until it failed');
  });
});

describe('the foot of each printed page', () => {
  test('has the places that Chromium fills in, and says which report it is', () => {
    const foot = pageFoot(say, say('report.title'), report.begun);
    expect(foot).toContain('Page <span class="pageNumber"></span> of <span class="totalPages"></span>');
    expect(foot).toMatch(/Restore drill, 21 November 2026 at 03:00 UTC/);
  });
});
