import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSettings } from './settings-read';

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
  test('may be missing at the first start', () => {
    expect(readSettings(path, now)).toEqual({
      settings: {
        servers: [],
        practicePins: {},
        appearance: 'system',
        lastFolder: null,
        lockAfter: 5,
        windowBounds: null,
      },
      setAside: null,
    });
  });

  test('is read as it was written', async () => {
    await writeFile(path, JSON.stringify({ servers: [server], appearance: 'dark' }));
    const { settings, setAside } = readSettings(path, now);
    expect(settings).toMatchObject({ servers: [server], appearance: 'dark', lastFolder: null });
    expect(setAside).toBeNull();
  });

  test('is read as well where an editor put a byte order mark in front, which is then gone', async () => {
    const text = JSON.stringify({ servers: [server] });
    await writeFile(path, `\ufeff${text}`);
    expect(readSettings(path, now)).toMatchObject({ settings: { servers: [server] }, setAside: null });
    expect(await readFile(path, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['settings.json']);
  });

  test.each([
    ['is no JSON', '{"servers": ['],
    ['is empty', ''],
    ['is JSON of another kind', '[]'],
    ['has a server without its fingerprint', JSON.stringify({ servers: [{ ...server, pinned: undefined }] })],
    [
      'has an authority that is no certificate',
      JSON.stringify({ servers: [{ ...server, authorities: ['-----BEGIN'] }] }),
    ],
  ])('that %s is set aside whole, not lost', async (_what, content) => {
    await writeFile(path, content);
    const { settings, setAside } = readSettings(path, now);
    expect(settings.servers).toEqual([]);
    expect(setAside).toBe(join(folder, 'settings.json.broken-2026-11-21T03-04-05-678Z'));
    expect(await readdir(folder)).toEqual(['settings.json.broken-2026-11-21T03-04-05-678Z']);
    expect(await readFile(setAside ?? '', 'utf8')).toBe(content);
  });

  test('that may not be read at all is left where it is', async () => {
    await mkdir(path);
    expect(() => readSettings(path, now)).toThrow('EISDIR');
    expect(existsSync(path)).toBe(true);
  });
});
