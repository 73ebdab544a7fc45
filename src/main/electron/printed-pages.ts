import { Tokens } from '../files/tokens';
import { ORIGIN } from './bundle-path';

const PREFIX = `${ORIGIN}/print/`;
/** A page is loaded as soon as it has its address. */
const LIFETIME_MS = 60 * 1000;

/** Something to be printed: the page itself, and what is at the foot of each of its sheets. */
export interface Printed {
  /** The page as HTML, its style marked with `nonce`. */
  readonly html: (nonce: string) => string;
  readonly foot: string;
}

/** The pages that are about to be printed, each under an address that cannot be guessed. */
export class PrintedPages {
  readonly #pages = new Tokens<Printed>(LIFETIME_MS);

  /**
   * Runs `load` while the page can be loaded from the address that it is given, with the foot of each printed sheet.
   */
  async during<T>(printed: Printed, load: (url: string, foot: string) => Promise<T>): Promise<T> {
    const token = this.#pages.issue(printed);
    try {
      return await load(`${PREFIX}${token}`, printed.foot);
    } finally {
      this.#pages.forget(token);
    }
  }

  /** The page behind an address as HTML, its style marked with `nonce`; null where there is none. */
  page(url: string, nonce: string): string | null {
    if (!url.startsWith(PREFIX)) return null;
    return this.#pages.find(url.slice(PREFIX.length))?.html(nonce) ?? null;
  }
}
