import { armor, Decrypter } from 'age-encryption';
import { failed } from '../core/errors';
import { unicodeForms } from '../core/formats/unicode-forms';

const AGE_LINE = 'age-encryption.org/v1\n';
const ARMOR_LINE = '-----BEGIN AGE ENCRYPTED FILE-----';

/** The stanza that a passphrase opens stands alone in its header, on the second line. */
const PASSPHRASE_STANZA = '-> scrypt ';

/** How the library says that no stanza of the header is for what was given; anything else it says is damage. */
const NOT_FOR_IT = "no identity matched any of the file's recipients";

/** A card's file that was sealed for its custodian, and by what it opens. */
export interface SealedCard {
  readonly file: Uint8Array;
  readonly opens: 'passphrase' | 'identity';
}

/**
 * The file as a sealed card, in age's binary or text form; null where it is no age file. @throws sealed-card-damaged
 */
export function sealedCard(bytes: Uint8Array): SealedCard | null {
  const text = new TextDecoder('latin1').decode(bytes);
  if (text.startsWith(AGE_LINE))
    return { file: bytes, opens: text.startsWith(PASSPHRASE_STANZA, AGE_LINE.length) ? 'passphrase' : 'identity' };
  if (!text.trimStart().startsWith(ARMOR_LINE)) return null;
  try {
    return sealedCard(armor.decode(text));
  } catch (cause) {
    throw failed('sealed-card-damaged', {}, cause);
  }
}

/**
 * Opens a sealed card. By a passphrase it takes some seconds, in this thread.
 *
 * @param opener the passphrase, or a line `AGE-SECRET-KEY-1…`
 * @returns the text of the card's file
 * @throws age-identity-malformed, sealed-card-wrong-passphrase, sealed-card-other-identity, sealed-card-damaged
 */
export async function openSealedCard({ file, opens }: SealedCard, opener: string): Promise<string> {
  const decrypter = new Decrypter();
  try {
    if (opens === 'passphrase') for (const form of unicodeForms(opener)) decrypter.addPassphrase(form);
    else decrypter.addIdentity(opener.trim().toUpperCase());
  } catch {
    // The library's complaint may quote the key.
    throw failed('age-identity-malformed', {});
  }
  try {
    return await decrypter.decrypt(file, 'text');
  } catch (cause) {
    const notForIt = cause instanceof Error && cause.message === NOT_FOR_IT;
    if (!notForIt) throw failed('sealed-card-damaged', {}, cause);
    throw opens === 'passphrase'
      ? failed('sealed-card-wrong-passphrase', {})
      : failed('sealed-card-other-identity', {});
  }
}
