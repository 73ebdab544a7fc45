import { createHash } from 'node:crypto';
import { failed } from '../../core/errors';
import { readCertificateFile, readCertificates } from '../../core/sources/authority';
import type { Authority } from '../../shared/ipc/server-calls';

/** Certificate authorities that a person chose for a server. The window sees whose they are, and a token. */
export class Authorities {
  readonly #byToken = new Map<string, string>();

  /** Reads a PEM file. The certificates in it are all trusted together. @throws authority-unreadable */
  async read(path: string): Promise<Authority> {
    return this.view((await readCertificateFile(path)).join(''));
  }

  /** Whose certificates these are. The token follows from the text, so the same file keeps its token. */
  view(pem: string): Authority {
    const certificates = readCertificates(pem, '');
    const token = createHash('sha256').update(pem).digest('base64url');
    this.#byToken.set(token, pem);
    return {
      token,
      subject: certificates.map(({ subject }) => subject.replaceAll('\n', ', ')).join(' · '),
      fingerprint: certificates.map(({ fingerprint256 }) => fingerprint256).join(' · '),
      // All of them are trusted together, so the first to expire decides.
      expires: new Date(Math.min(...certificates.map(({ validTo }) => Date.parse(validTo)))).toISOString(),
    };
  }

  /** The certificates behind the window's tokens. @throws unexpected for one that was not handed out */
  find(tokens: readonly string[]): string[] {
    return tokens.map((token) => {
      const pem = this.#byToken.get(token);
      if (pem === undefined) throw failed('unexpected', { detail: 'a certificate that no one chose' });
      return pem;
    });
  }
}
