import { beforeEach, describe, expect, test } from 'vitest';
import { keys } from '../../../test-vectors/vectors.json';
import { SalvorError } from '../../core/errors';
import type { Site } from '../../core/sources/model';
import type { Keystore } from '../custody/keystore';
import { type Settings, type SettingsStore, settingsSchema } from '../settings/settings';
import { Authorities } from './authorities';
import { type Draft, Servers } from './servers';

/** Settings that live in memory, and forget nothing when Salvor starts again on them. */
function settingsInMemory(): SettingsStore {
  let current: Settings = settingsSchema.parse({});
  return {
    get current() {
      return current;
    },
    change(change) {
      current = settingsSchema.parse({ ...current, ...change });
    },
  };
}

const noKeystore: Keystore = {
  real: false,
  seal: () => Promise.reject(new Error('nothing may be sealed here')),
  open: async () => null,
};

/** Seals by turning the text around, under a name of its own. */
function keystore(name: string): Keystore {
  const turned = (text: string) => [...text].toReversed().join('');
  return {
    real: true,
    seal: async (text) => `${name}:${turned(text)}`,
    open: async (sealed) => (sealed.startsWith(`${name}:`) ? turned(sealed.slice(name.length + 1)) : null),
  };
}

function draft(change: { siteId?: string; siteName?: string; apiKey?: string } = {}): Draft {
  const site = { id: change.siteId ?? '7', name: change.siteName ?? 'Harbour' } as Site;
  const address = { url: 'https://backup.example/api/v1', allowHttp: false, authorities: [] };
  return { address, apiKey: change.apiKey ?? 'tspb_first', site };
}

async function code(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing failed',
    (error: unknown) => (error instanceof SalvorError ? error.failure.code : String(error)),
  );
}

let settings: SettingsStore;

beforeEach(() => {
  settings = settingsInMemory();
});

const start = (store: Keystore) => new Servers(settings, store, new Authorities());

describe('an API key', () => {
  test('is held and never written where there is no real keystore; the next run asks for it', async () => {
    const servers = start(noKeystore);
    const id = await servers.add(draft());
    expect(servers.view(id).apiKey).toBe('held');
    expect((await servers.access(id)).apiKey).toBe('tspb_first');
    expect(JSON.stringify(settings.current)).not.toContain('tspb_');

    const next = start(noKeystore);
    expect(next.view(id).apiKey).toBe('needed');
    expect(await code(next.access(id))).toBe('api-key-needed');
  });

  test('is stored sealed where the keystore is real', async () => {
    const id = await start(keystore('a')).add(draft());
    expect(JSON.stringify(settings.current)).not.toContain('tspb_');
    const next = start(keystore('a'));
    expect(next.view(id).apiKey).toBe('stored');
    expect((await next.access(id)).apiKey).toBe('tspb_first');
  });

  test('that another keystore sealed is asked for again', async () => {
    const id = await start(keystore('a')).add(draft());
    const next = start(keystore('b'));
    expect(await code(next.access(id))).toBe('api-key-needed');
    expect(next.view(id).apiKey).toBe('needed');
    await next.giveApiKey(id, 'tspb_again');
    expect((await start(keystore('b')).access(id)).apiKey).toBe('tspb_again');
  });
});

describe('a private key in place of an API key', () => {
  test('is not kept, by whatever way it comes', async () => {
    const servers = start(keystore('a'));
    expect(await code(servers.add(draft({ apiKey: keys.site.private })))).toBe('api-key-malformed');
    expect(servers.views()).toEqual([]);
    const id = await servers.add(draft());
    expect(await code(servers.giveApiKey(id, keys.site.private))).toBe('api-key-malformed');
    expect((await servers.access(id)).apiKey).toBe('tspb_first');
  });
});

describe('a site', () => {
  test('that is added again keeps its place and its fingerprint, and takes the new key', async () => {
    const servers = start(noKeystore);
    const id = await servers.add(draft());
    servers.pin(id, '25e4:effe:c971:cbf1');
    expect(await servers.add(draft({ apiKey: 'tspb_second', siteName: 'Harbour II' }))).toBe(id);
    expect(servers.views()).toMatchObject([{ id, siteName: 'Harbour II', pinned: '25e4:effe:c971:cbf1' }]);
    expect((await servers.access(id)).apiKey).toBe('tspb_second');
  });

  test('is another one at the same address when the server says so', async () => {
    const servers = start(noKeystore);
    const first = await servers.add(draft());
    servers.pin(first, '25e4:effe:c971:cbf1');
    const second = await servers.add(draft({ siteId: '8', siteName: 'Lighthouse' }));
    expect(servers.views().map(({ id, pinned }) => [id, pinned])).toEqual([
      [first, '25e4:effe:c971:cbf1'],
      [second, null],
    ]);
  });

  test('that is forgotten leaves nothing behind', async () => {
    const servers = start(keystore('a'));
    const id = await servers.add(draft());
    servers.pin(id, '25e4:effe:c971:cbf1');
    servers.forget(id);
    expect(servers.views()).toEqual([]);
    expect(settings.current.servers).toEqual([]);
    expect(await code(servers.access(id))).toBe('unexpected');
  });
});

describe('the practice server', () => {
  const entry = {
    id: 'practice-1',
    siteName: 'Harbour',
    address: { url: 'http://127.0.0.1:4000/api/v1', allowHttp: false, authorities: [] },
    apiKey: 'tspb_practice',
  };

  test('comes first, and only its confirmed fingerprint is kept', async () => {
    const servers = start(keystore('a'));
    await servers.add(draft());
    servers.setPractice([entry]);
    servers.pin(entry.id, 'ebc3:86a0:5f19:e9d0');
    expect(servers.views()[0]).toMatchObject({
      id: entry.id,
      practice: true,
      apiKey: 'held',
      pinned: 'ebc3:86a0:5f19:e9d0',
    });
    expect(JSON.stringify(settings.current)).not.toMatch(/tspb_practice|127\.0\.0\.1/);

    const next = start(keystore('a'));
    next.setPractice([{ ...entry, address: { ...entry.address, url: 'http://127.0.0.1:5000/api/v1' } }]);
    expect(next.view(entry.id)).toMatchObject({ url: 'http://127.0.0.1:5000/api/v1', pinned: 'ebc3:86a0:5f19:e9d0' });
  });
});
