import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSettings } from './settings-file';

const now = new Date('2026-11-21T03:04:05.678Z');
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-settings-'));
  path = join(folder, 'settings.json');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const server = {
  id: 's1',
  url: 'https://backup.example/api/v1',
  siteId: '7',
  siteName: 'Harbour',
  allowHttp: false,
  authorities: [],
  pinned: { fingerprint: '25e4:effe:c971:cbf1', pinnedAt: '2026-11-20T10:00:00.000Z' },
  sealedApiKey: null,
};

describe('the settings file', () => {
  test('may be missing at the first start', async () => {
    const { settings, setAside } = openSettings(path, now);
    expect(settings.current).toEqual({
      version: 1,
      servers: [],
      practicePins: {},
      appearance: 'system',
      lastFolder: null,
      lockAfter: 5,
      windowBounds: null,
    });
    expect(setAside).toBeNull();
    expect(await readdir(folder)).toEqual([]);
  });

  test('is read as it was written', async () => {
    await writeFile(path, JSON.stringify({ servers: [server], appearance: 'dark' }));
    const { settings, setAside } = openSettings(path, now);
    expect(settings.current).toMatchObject({ servers: [server], appearance: 'dark', lastFolder: null });
    expect(setAside).toBeNull();
  });

  test('may begin with a byte order mark, as editors of Windows write it', async () => {
    await writeFile(path, `\ufeff${JSON.stringify({ servers: [server] })}`);
    const { settings, setAside } = openSettings(path, now);
    expect(settings.current.servers).toEqual([server]);
    expect(setAside).toBeNull();
  });

  test('holds a change when it returns, for this user alone, with nothing beside it', async () => {
    openSettings(path, now).settings.change({ servers: [server] });
    const { settings } = openSettings(path, now);
    settings.change({ appearance: 'dark' });
    expect(settings.current).toMatchObject({ servers: [server], appearance: 'dark' });
    expect(openSettings(path, now).settings.current).toEqual(settings.current);
    expect(await readdir(folder)).toEqual(['settings.json']);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('that cannot be written stays as it was, and says so', async () => {
    const { settings } = openSettings(path, now);
    settings.change({ appearance: 'dark' });
    await mkdir(`${path}.new`);
    expect(() => settings.change({ appearance: 'light' })).toThrow('destination-not-writable');
    expect(openSettings(path, now).settings.current.appearance).toBe('dark');
  });

  test.each([
    ['is no JSON', '{"servers": ['],
    ['is empty', ''],
    ['is JSON of another kind', '[]'],
    ['is of a later version', JSON.stringify({ version: 2, servers: [server] })],
    ['has a server without its fingerprint', JSON.stringify({ servers: [{ ...server, pinned: undefined }] })],
    [
      'has an authority that is no certificate',
      JSON.stringify({ servers: [{ ...server, authorities: ['-----BEGIN'] }] }),
    ],
  ])('that %s is set aside whole, not lost', async (_what, content) => {
    await writeFile(path, content);
    const { settings, setAside } = openSettings(path, now);
    expect(settings.current.servers).toEqual([]);
    expect(setAside).toBe(join(folder, 'settings.json.broken-2026-11-21T03-04-05-678Z'));
    expect(await readdir(folder)).toEqual(['settings.json.broken-2026-11-21T03-04-05-678Z']);
    expect(await readFile(setAside ?? '', 'utf8')).toBe(content);
  });

  test('that may not be read at all is left where it is', async () => {
    await mkdir(path);
    expect(() => openSettings(path, now)).toThrow('EISDIR');
    expect(existsSync(path)).toBe(true);
  });
});
