import { randomBytes } from 'node:crypto';

interface Entry<T> {
  value: T;
  expires: number;
}

/**
 * Things that the window may name but never hold or make up: a path that a dialog chose, a private key, a
 * certificate, a server that was tried. Each is handed out under a random token and forgotten after a while.
 */
export class Tokens<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #lifetime: number;
  readonly #limit: number;
  readonly #now: () => number;

  /** `lifetime` in milliseconds since the last use; of more than `limit` tokens the least recently used go first. */
  constructor(lifetime: number, limit = 64, now: () => number = Date.now) {
    this.#lifetime = lifetime;
    this.#limit = limit;
    this.#now = now;
  }

  /** A new token for `value`: 192 random bits in base64url, so 32 characters. */
  issue(value: T): string {
    this.#dropExpired();
    const token = randomBytes(24).toString('base64url');
    this.#entries.set(token, { value, expires: this.#now() + this.#lifetime });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#limit) break;
      this.#entries.delete(oldest);
    }
    return token;
  }

  /** The value behind `token`, or undefined when it was never issued, is forgotten or has expired. */
  find(token: string): T | undefined {
    this.#dropExpired();
    const entry = this.#entries.get(token);
    if (entry === undefined) return undefined;
    this.#entries.delete(token);
    this.#entries.set(token, { value: entry.value, expires: this.#now() + this.#lifetime });
    return entry.value;
  }

  forget(token: string): void {
    this.#entries.delete(token);
  }

  forgetAll(): void {
    this.#entries.clear();
  }

  #dropExpired(): void {
    const now = this.#now();
    for (const [token, entry] of this.#entries) {
      if (entry.expires <= now) this.#entries.delete(token);
    }
  }
}
