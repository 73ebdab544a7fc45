import { describe, expect, test } from 'vitest';
import type { DrillReport } from '../base/client';
import { groupDrills, isDue } from './history';

function drill(job: string, begun: string, origin: DrillReport['origin'], good = true) {
  const report: DrillReport = {
    kind: 'salvor-drill-report',
    version: 2,
    begun,
    program: { name: 'Salvor', version: '1' },
    machine: { name: 'm', system: 's' },
    operator: 'Ada',
    origin,
    archive: null,
    recoveryPoint: null,
    outcome: good
      ? {
          verdict: 'proven',
          bytes: 1,
          proof: { checks: [], warnings: [], entries: { count: 0, bytes: 0 }, facts: { kind: 'unknown' } },
        }
      : { verdict: 'failed', error: { code: 'altered', params: {} } },
    took: {},
    recoveryMilliseconds: 1,
  };
  return { job, record: { report, signer: '25e4:effe:c971:cbf1' } };
}
const harbour: DrillReport['origin'] = { kind: 'server', url: 'https://a/api/v1', site: 'Harbour', fingerprint: null };
const file: DrillReport['origin'] = { kind: 'file', path: String.raw`C:\backups\x.bak` };

describe('the history of drills', () => {
  test('keeps sites and files apart, the one proven last first', () => {
    const groups = groupDrills([
      drill('1', '2026-10-01T00:00:00Z', harbour),
      drill('2', '2026-11-01T00:00:00Z', file),
      drill('3', '2026-11-02T00:00:00Z', { ...harbour, url: 'https://b/api/v1' }),
    ]);
    expect(groups.map(({ name, where }) => [name, where])).toEqual([
      ['Harbour', 'https://b/api/v1'],
      ['x.bak', String.raw`C:\backups\x.bak`],
      ['Harbour', 'https://a/api/v1'],
    ]);
  });

  test('dates the last good one, however many failed since', () => {
    const [group] = groupDrills([
      drill('1', '2026-09-01T00:00:00Z', harbour),
      drill('3', '2026-11-01T00:00:00Z', harbour, false),
      drill('2', '2026-10-01T00:00:00Z', harbour),
    ]);
    expect(group?.lastGood).toBe('2026-10-01T00:00:00Z');
    expect(group?.drills.map(({ job }) => job)).toEqual(['3', '2', '1']);
    expect(groupDrills([drill('1', '2026-11-01T00:00:00Z', file, false)])[0]?.lastGood).toBeNull();
  });

  test('is due after a month without a good one', () => {
    const now = Date.parse('2026-11-21T00:00:00Z');
    expect(isDue('2026-11-01T00:00:00Z', now)).toBe(false);
    expect(isDue('2026-10-01T00:00:00Z', now)).toBe(true);
    expect(isDue(null, now)).toBe(true);
  });
});
