import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CLIPBOARD_SECONDS, type Clipboard, SecretClipboard } from './secret-clipboard';

/** A clipboard as the system has it: one text, which anyone may replace. */
function systemClipboard(): Clipboard & { text: string } {
  return {
    text: '',
    readText() {
      return this.text;
    },
    writeText(text) {
      this.text = text;
    },
    async writeSecret(secret) {
      this.text = secret;
    },
    clear() {
      this.text = '';
    },
  };
}

describe('a secret on the clipboard', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('is taken away when its time is over, and not before', async () => {
    const system = systemClipboard();
    await new SecretClipboard(system).put('open sesame');
    await vi.advanceTimersByTimeAsync(CLIPBOARD_SECONDS * 1000 - 1);
    expect(system.text).toBe('open sesame');
    await vi.advanceTimersByTimeAsync(1);
    expect(system.text).toBe('');
  });

  test('leaves alone what was put there since', async () => {
    const system = systemClipboard();
    await new SecretClipboard(system).put('open sesame');
    system.text = 'a shopping list';
    await vi.advanceTimersByTimeAsync(CLIPBOARD_SECONDS * 1000);
    expect(system.text).toBe('a shopping list');
  });

  test('has its full time again when it is put there again', async () => {
    const system = systemClipboard();
    const ours = new SecretClipboard(system);
    await ours.put('open sesame');
    await vi.advanceTimersByTimeAsync(20_000);
    await ours.put('open sesame');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(system.text).toBe('open sesame');
  });

  test('goes at once on locking, and only once', async () => {
    const system = systemClipboard();
    const ours = new SecretClipboard(system);
    await ours.put('open sesame');
    expect(ours.holds).toBe(true);
    await ours.clear();
    expect([system.text, ours.holds]).toEqual(['', false]);
    system.text = 'open sesame';
    await ours.clear();
    expect(system.text).toBe('open sesame');
  });

  test('gives way to a command, which stays', async () => {
    const system = systemClipboard();
    const ours = new SecretClipboard(system);
    await ours.put('open sesame');
    await ours.putCommand('psql --version');
    await vi.advanceTimersByTimeAsync(CLIPBOARD_SECONDS * 1000);
    expect([system.text, ours.holds]).toEqual(['psql --version', false]);
  });
});
