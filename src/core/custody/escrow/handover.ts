import { Encrypter } from 'age-encryption';
import { failed } from '../../errors';
import { SHORTEST_PASSPHRASE } from '../vault/sealing';
import { PassphraseRecipient } from './age-passphrase';
import { linesOf, withoutText } from './sealed-card';

/**
 * Refuses a passphrase that a vault would refuse too: with the file in hand it can be guessed without end. @throws
 * passphrase-needed, card-passphrase-short
 */
export function holdCardPassphrase(passphrase: string): void {
  if (passphrase === '') throw failed('passphrase-needed', {});
  if ([...passphrase].length < SHORTEST_PASSPHRASE)
    throw failed('card-passphrase-short', { least: SHORTEST_PASSPHRASE });
}

/**
 * Seals a card's file with its custodian's own passphrase, by scrypt with age's usual work factor of 2^18. Takes about
 * a second and 256 MiB, on the thread pool. Any age tool opens it.
 *
 * @throws passphrase-needed, card-passphrase-short
 */
export async function sealCardToPassphrase(cardFile: Uint8Array, passphrase: string): Promise<Uint8Array> {
  holdCardPassphrase(passphrase);
  const encrypter = new Encrypter();
  encrypter.addRecipient(new PassphraseRecipient(passphrase));
  return encrypter.encrypt(cardFile);
}

/**
 * Seals a card's file for its custodian's age recipient (`age1…`, also the post-quantum `age1pq1…`).
 *
 * @throws age-recipient-malformed
 */
export async function sealCardToRecipient(cardFile: Uint8Array, recipient: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  try {
    encrypter.addRecipient(recipient.trim());
  } catch (cause) {
    throw failed('age-recipient-malformed', {}, withoutText(cause));
  }
  return encrypter.encrypt(cardFile);
}

/**
 * The recipient in a file or field as a custodian hands it over: one line, comments and blank lines beside it. @throws
 * age-recipient-malformed
 */
export function recipientIn(text: string): string {
  const [line, ...more] = linesOf(text);
  if (line === undefined || more.length > 0 || !line.startsWith('age1')) throw failed('age-recipient-malformed', {});
  return line;
}
