import { beforeEach, describe, expect, test, vi } from 'vitest';
import { systemKeystore } from './keystore';

/** What Electron says of the system's keystore. Newer Electrons answer later, by functions of their own. */
const storage = vi.hoisted(() => ({
  backend: 'gnome_libsecret',
  available: true,
  getSelectedStorageBackend: () => storage.backend,
  isEncryptionAvailable: () => storage.available,
  encryptString: (text: string) => Buffer.from(`sealed ${text}`),
  decryptString: (bytes: Buffer) => {
    const text = bytes.toString();
    if (!text.startsWith('sealed ')) throw new Error('sealed by another key');
    return text.slice(7);
  },
}));

vi.mock('electron', () => ({ safeStorage: storage }));

beforeEach(() => {
  Object.assign(storage, { backend: 'gnome_libsecret', available: true });
});

describe.runIf(process.platform === 'linux')('the keystore of the system', () => {
  test.each(['gnome_libsecret', 'kwallet', 'kwallet5', 'kwallet6'])('is real with %s', async (backend) => {
    storage.backend = backend;
    expect((await systemKeystore()).real).toBe(true);
  });

  test.each(['basic_text', 'unknown'])('is none with %s, whose password is the same for everybody', async (backend) => {
    storage.backend = backend;
    const keystore = await systemKeystore();
    expect(keystore.real).toBe(false);
    // What such a one has "sealed" before is not taken for sealed.
    expect(await keystore.open(await keystore.seal('text'))).toBeNull();
  });

  test('is none where Electron has none', async () => {
    storage.available = false;
    expect((await systemKeystore()).real).toBe(false);
  });

  test('opens what it sealed, and nothing that another one did', async () => {
    const keystore = await systemKeystore();
    expect(await keystore.open(await keystore.seal('text'))).toBe('text');
    expect(await keystore.open(Buffer.from('of another machine').toString('base64'))).toBeNull();
  });
});
