import { describe, expect, test, vi } from 'vitest';
import { type ElectronClipboard, markedClipboard } from './marked-clipboard';

class Item {
  readonly items: Record<string, string | Blob>;

  constructor(items: Record<string, string | Blob>) {
    this.items = items;
  }
}

/** An Electron whose clipboard takes items, or not. */
function electron({ refuses = false, items = true } = {}) {
  let text = '';
  const written: Record<string, string | Blob>[] = [];
  const clipboard = {
    readText: () => text,
    writeText: vi.fn<(next: string) => void>((next) => void (text = next)),
    clear: () => void (text = ''),
    async write([item]: readonly unknown[]) {
      if (refuses) throw new Error('no such format');
      const { items: formats } = item as Item;
      written.push(formats);
      text = String(formats['text/plain']);
    },
  };
  const given: ElectronClipboard = items
    ? { clipboard, ClipboardItem: Item }
    : { clipboard: { ...clipboard, readText: () => text } };
  return { given, clipboard, written };
}

describe('a secret on the clipboard', () => {
  test.each([
    [
      'win32',
      ['CanIncludeInClipboardHistory', 'CanUploadToCloudClipboard', 'ExcludeClipboardContentFromMonitorProcessing'],
    ],
    ['darwin', ['org.nspasteboard.ConcealedType']],
    ['linux', ['x-kde-passwordManagerHint']],
  ] as const)('is marked for the histories of %s', async (platform, formats) => {
    const { given, clipboard, written } = electron();
    await markedClipboard(given, platform).writeSecret('open sesame');
    expect(Object.keys(written[0] ?? {}).toSorted()).toEqual(
      [...formats.map((format) => `electron application/osclipboard;format="${format}"`), 'text/plain'].toSorted(),
    );
    expect(written[0]?.['text/plain']).toBe('open sesame');
    expect(clipboard.writeText).not.toHaveBeenCalled();
  });

  test.each([{ refuses: true }, { items: false }])(
    'is there without a mark where Electron or the system refuses it: %j',
    async (kind) => {
      const { given, clipboard } = electron(kind);
      const marked = markedClipboard(given, 'win32');
      await marked.writeSecret('open sesame');
      expect(clipboard.writeText).toHaveBeenCalledExactlyOnceWith('open sesame');
      expect(await marked.readText()).toBe('open sesame');
    },
  );

  test('is no secret where it is a command', async () => {
    const { given, clipboard, written } = electron();
    await markedClipboard(given, 'win32').writeText('psql --version');
    expect([written, clipboard.readText()]).toEqual([[], 'psql --version']);
  });
});
