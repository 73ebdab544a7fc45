import type { Clipboard } from './secret-clipboard';

/**
 * By name of a system's own format: what tells clipboard histories, and clipboards that are shared between machines, to
 * leave it out.
 */
const MARKS: Partial<Record<NodeJS.Platform, Readonly<Record<string, string>>>> = {
  // A number of four bytes, zero; learn.microsoft.com, "Cloud Clipboard and Clipboard History Formats".
  win32: {
    ExcludeClipboardContentFromMonitorProcessing: '\0\0\0\0',
    CanIncludeInClipboardHistory: '\0\0\0\0',
    CanUploadToCloudClipboard: '\0\0\0\0',
  },
  // nspasteboard.org, which password managers agreed upon.
  darwin: { 'org.nspasteboard.ConcealedType': '' },
  linux: { 'x-kde-passwordManagerHint': 'secret' },
};

/** Electron's clipboard. Only newer ones have items, which carry several formats at once. */
export interface ElectronClipboard {
  readonly clipboard: Omit<Clipboard, 'writeSecret'> & { write?(items: readonly unknown[]): Promise<void> };
  readonly ClipboardItem?: new (items: Record<string, string | Blob>) => unknown;
}

/** The system's clipboard, where a secret is marked as one, if this Electron and this system can do that. */
export function markedClipboard({ clipboard, ClipboardItem }: ElectronClipboard, platform: NodeJS.Platform): Clipboard {
  const marks = Object.entries(MARKS[platform] ?? {}).map(
    ([format, value]) => [`electron application/osclipboard;format="${format}"`, new Blob([value])] as const,
  );
  return {
    readText: () => clipboard.readText(),
    writeText: (text) => clipboard.writeText(text),
    clear: () => clipboard.clear(),
    async writeSecret(secret) {
      if (ClipboardItem !== undefined && clipboard.write !== undefined) {
        try {
          await clipboard.write([new ClipboardItem({ 'text/plain': secret, ...Object.fromEntries(marks) })]);
          if ((await clipboard.readText()) === secret) return;
        } catch {
          // A mark that is refused must not keep a person from the secret.
        }
      }
      await clipboard.writeText(secret);
    },
  };
}
