import { createHash } from 'node:crypto';

/** What is needed here of the system's clipboard. */
export interface Clipboard {
  /** At once in older Electrons, later in newer ones. */
  readText(): string | Promise<string>;
  writeText(text: string): void | Promise<void>;
  /** As `writeText`, so that clipboard histories leave it out. */
  writeSecret(secret: string): Promise<void>;
  clear(): void;
}

/** Long enough to paste it somewhere. */
export const CLIPBOARD_SECONDS = 30;

/** Puts secrets on the clipboard and takes them away again. What was put there since is left alone. */
export class SecretClipboard {
  readonly #clipboard: Clipboard;
  /** SHA-256 of what was put there: the secret itself is not kept. */
  #ours: string | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(clipboard: Clipboard) {
    this.#clipboard = clipboard;
  }

  /** Whether something of ours may stand there. */
  get holds(): boolean {
    return this.#ours !== null;
  }

  async put(secret: string): Promise<void> {
    this.#ours = digest(secret);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.clear(), CLIPBOARD_SECONDS * 1000);
    await this.#clipboard.writeSecret(secret);
  }

  /** Puts there what is no secret, and stays until something else is. A secret that was there is gone with it. */
  async putCommand(text: string): Promise<void> {
    await this.clear();
    await this.#clipboard.writeText(text);
  }

  /** Takes it away now: when the time is over, on locking, and when Salvor is left. */
  async clear(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const ours = this.#ours;
    this.#timer = null;
    this.#ours = null;
    if (ours !== null && digest(await this.#clipboard.readText()) === ours) this.#clipboard.clear();
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
