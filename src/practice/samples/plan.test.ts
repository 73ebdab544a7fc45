import { describe, expect, test } from 'vitest';
import { keptBy } from '../../core/sources/retention';
import { planArchives, SAMPLE_SITES } from './plan';

const [harbour, lantern] = SAMPLE_SITES;
if (harbour === undefined || lantern === undefined) throw new Error('two sample sites are expected');

/** Every day of a year and more, now before the nightly backup, now after it. */
const MOMENTS = Array.from(
  { length: 400 },
  (_, index) => new Date(Date.UTC(2026, 0, 1 + index, index % 2 === 0 ? 2 : 14)),
);

describe('planArchives', () => {
  test('leaves nothing that the next upload would prune, on any day of a year', () => {
    for (const now of MOMENTS) {
      for (const site of SAMPLE_SITES) {
        const made = planArchives(site, now);
        const listed = made.map(({ scope, createdAt }, id) => ({
          id: `${id}`,
          scope,
          createdAt: createdAt.toISOString(),
        }));
        expect(keptBy(listed, site.retention).size).toBe(made.length);
        expect(made.every(({ createdAt }) => createdAt <= now)).toBe(true);
      }
    }
  });

  test('has archives of every kind that a newcomer should meet, on any day of a year', () => {
    for (const now of MOMENTS) {
      const plan = planArchives(harbour, now);
      expect(plan.length).toBeGreaterThanOrEqual(12);
      expect(plan.length).toBeLessThanOrEqual(20);
      expect(plan.filter(({ scope }) => scope === 'frontend')).toHaveLength(4);
      const former = plan.filter(({ sealedTo }) => sealedTo === 'before-rotation');
      expect(former.some(({ fingerprintKnown }) => fingerprintKnown)).toBe(true);
      expect(plan.filter(({ fingerprintKnown }) => !fingerprintKnown)).toHaveLength(1);
      expect(plan.filter(({ walHeader }) => walHeader)).toHaveLength(1);

      const other = planArchives(lantern, now);
      expect(other.filter(({ credentialKey }) => !credentialKey)).toHaveLength(1);
      expect(other.filter(({ sourceHostKnown }) => !sourceHostKnown)).toHaveLength(1);
      expect(other.filter(({ sealedTo }) => sealedTo === 'nobody')).toHaveLength(1);
    }
  });

  test('makes the newest whole-site archive an ordinary one', () => {
    for (const site of SAMPLE_SITES) {
      expect(planArchives(site, new Date('2026-11-21T12:00:00Z')).findLast(({ scope }) => scope === 'full')).toEqual({
        scope: 'full',
        createdAt: new Date('2026-11-21T03:00:07Z'),
        sealedTo: 'current',
        fingerprintKnown: true,
        walHeader: false,
        credentialKey: true,
        sourceHostKnown: true,
        note: null,
      });
    }
  });
});
