import { describe, expect, test } from 'vitest';
import type { HeldKey } from '../../shared/ipc/key-calls';
import type { ServerView, Survey } from '../../shared/ipc/server-calls';
import type { Surveyed } from '../servers/survey-store';
import { canRun, keysNeeded, newestArchive, planFor, siteOf, sitesToProve } from './sites';

const OWN = 'aaaa:aaaa:aaaa:aaaa';
const OLDER = 'bbbb:bbbb:bbbb:bbbb';

const server = (change: Partial<ServerView> = {}): ServerView => ({
  id: 'one',
  url: 'https://archive.example.org/api/v1',
  siteName: 'Harbour',
  allowHttp: false,
  authorities: [],
  pinned: OWN,
  apiKey: 'stored',
  practice: false,
  ...change,
});
const archive = (change: Partial<Survey['archives'][number]> = {}): Survey['archives'][number] => ({
  id: '1',
  scope: 'full',
  name: 'tsp-export.zip.enc',
  bytes: 100,
  odd: [],
  sha256: '00',
  encryptedAtRest: false,
  encrypted: true,
  keyFingerprint: OWN,
  note: null,
  createdAt: '2026-11-20T03:00:00.000000Z',
  tiers: [],
  ...change,
});
const surveyed = (
  archives: Survey['archives'],
  change: Partial<Surveyed> = {},
  fingerprint: string | null = OWN,
): Surveyed => ({
  survey: { fingerprint, archives } as unknown as Survey,
  at: 1,
  failure: null,
  asking: false,
  ...change,
});
const key = (fingerprint: string): HeldKey => ({ token: fingerprint, fingerprint, source: 'paste' });

describe('the newest archive of a site', () => {
  test('is that of the whole site, also where one of its public part is newer', () => {
    const whole = archive({ id: 'whole' });
    const before = archive({ id: 'before', createdAt: '2026-11-19T03:00:00.000000Z' });
    const part = archive({ id: 'part', scope: 'frontend', createdAt: '2026-11-21T03:00:00.000000Z' });
    expect(newestArchive([before, part, whole])).toBe(whole);
    expect(newestArchive([part])).toBe(part);
    expect(newestArchive([])).toBeNull();
  });
});

describe('a site', () => {
  test('is ready with the key that its newest archive needs, and with no other', () => {
    expect(siteOf(server(), surveyed([archive()]), [key(OLDER)])).toMatchObject({
      state: 'key',
      needed: OWN,
      key: null,
    });
    expect(siteOf(server(), surveyed([archive()]), [key(OLDER), key(OWN)])).toMatchObject({
      state: 'ready',
      key: { token: OWN },
    });
    expect(siteOf(server(), surveyed([archive({ keyFingerprint: OLDER })]), [key(OWN)])).toMatchObject({
      state: 'key',
      needed: OLDER,
    });
  });

  test('takes no key for an archive that is not encrypted, and the site’s own where the row names none', () => {
    expect(siteOf(server(), surveyed([archive({ encrypted: false, keyFingerprint: null })]), [])).toMatchObject({
      state: 'ready',
      needed: null,
    });
    expect(siteOf(server(), surveyed([archive({ keyFingerprint: null })]), [key(OWN)])).toMatchObject({
      state: 'ready',
      needed: OWN,
    });
  });

  test('stops where no one has compared its fingerprint, or it is another now, or its API key is missing', () => {
    const failure = { code: 'unauthorised', params: { host: 'h' } } as const;
    expect(siteOf(server({ pinned: null }), surveyed([archive()]), []).state).toBe('unchecked');
    expect(siteOf(server(), surveyed([archive()], {}, OLDER), [key(OWN)]).state).toBe('changed');
    expect(siteOf(server(), surveyed([archive()], {}, null), [key(OWN)]).state).toBe('changed');
    expect(siteOf(server({ apiKey: 'needed' }), surveyed([archive()]), [key(OWN)]).state).toBe('api-key');
    expect(siteOf(server(), surveyed([archive()], { failure }), [key(OWN)]).state).toBe('api-key');
  });

  test('without a keypair has no fingerprint to compare', () => {
    expect(
      siteOf(server({ pinned: null }), surveyed([archive({ encrypted: false, keyFingerprint: null })], {}, null), [])
        .state,
    ).toBe('ready');
  });

  test('that does not answer, or has nothing, is tried with the key that it should need', () => {
    const failure = { code: 'unreachable', params: { host: 'h', reason: 'ECONNREFUSED' } } as const;
    const unreached = siteOf(server(), surveyed([archive()], { failure }), [key(OWN)]);
    expect(unreached).toMatchObject({ state: 'unreached', archive: null, key: { token: OWN }, failure });
    expect(siteOf(server({ pinned: null }), surveyed([], { failure }), []).state).toBe('unchecked');
    expect([unreached, siteOf(server(), surveyed([]), [])].every(canRun)).toBe(true);
  });
});

describe('a batch', () => {
  test('takes in the practice site only where there is no other', () => {
    const practice = server({ id: 'practice', practice: true });
    expect(sitesToProve([practice, server()]).map(({ id }) => id)).toEqual(['one']);
    expect(sitesToProve([practice])).toEqual([practice]);
  });

  test('asks once for a key that opens the archives of several sites', () => {
    const one = siteOf(server(), surveyed([archive()]), []);
    const two = siteOf(server({ id: 'two', siteName: 'Lantern' }), surveyed([archive()]), []);
    expect(keysNeeded([one, two])).toMatchObject([
      { fingerprint: OWN, held: false, sites: [{ server: { id: 'one' } }, { server: { id: 'two' } }] },
    ]);
  });

  test('leaves out by name what lacks something, and runs the rest', () => {
    const ready = siteOf(server(), surveyed([archive()]), [key(OWN)]);
    const lacking = siteOf(server({ id: 'two' }), surveyed([archive({ keyFingerprint: OLDER })]), [key(OWN)]);
    expect(planFor([ready, lacking], ' Ada ')).toMatchObject({
      sites: [{ server: { id: 'one' } }],
      leftOut: [{ server: { id: 'two' }, lack: 'key' }],
      operator: 'Ada',
    });
  });
});
