import { safeStorage } from 'electron';

/** Seals small secrets with a key that the operating system keeps for this user. */
export interface Keystore {
  /** False where the system offers nothing that really protects; then nothing may be sealed, or stored. */
  readonly real: boolean;
  /** The sealed text in base64. */
  seal(text: string): Promise<string>;
  /** The text again, or null when it was sealed on another machine, by another user or before a reset. */
  open(sealed: string): Promise<string | null>;
}

/** Looks for the system's keystore. To be called when the app is ready. */
export async function systemKeystore(): Promise<Keystore> {
  // Electron 33 has only the synchronous functions; newer ones announce their end. Both read what either sealed.
  const modern = typeof safeStorage.encryptStringAsync === 'function';
  const available =
    hasBackend() && (modern ? await safeStorage.isAsyncEncryptionAvailable() : safeStorage.isEncryptionAvailable());
  return {
    real: available,
    async seal(text) {
      const sealed = modern ? await safeStorage.encryptStringAsync(text) : safeStorage.encryptString(text);
      return sealed.toString('base64');
    },
    async open(sealed) {
      if (!available) return null;
      const bytes = Buffer.from(sealed, 'base64');
      try {
        return modern ? (await safeStorage.decryptStringAsync(bytes)).result : safeStorage.decryptString(bytes);
      } catch {
        return null;
      }
    },
  };
}

/** Without a keyring, Linux "seals" with a password that is the same for everybody. That is not sealing. */
function hasBackend(): boolean {
  if (process.platform !== 'linux') return true;
  const backend = safeStorage.getSelectedStorageBackend();
  return backend !== 'basic_text' && backend !== 'unknown';
}
