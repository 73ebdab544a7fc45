import { armor, Decrypter, Encrypter } from 'age-encryption';
import { failed } from '../../errors';
import { unicodeForms } from '../../formats/unicode-forms';
import { SHORTEST_PASSPHRASE } from '../vault/sealing';
import { PassphraseIdentity, PassphraseRecipient } from './age-passphrase';

/** What opens a sealed card: what its custodian chose on the day of the split. */
export type CardOpener = { readonly passphrase: string } | { readonly identity: string };

/** How a sealed card was sealed. */
export type CardSealing = 'passphrase' | 'recipient';

/** The first line of every age file (age-encryption.org/v1). */
const AGE_LINE = 'age-encryption.org/v1\n';
const ARMOR_BEGIN = '-----BEGIN AGE ENCRYPTED FILE-----';
const PASSPHRASE_STANZA = '-> scrypt ';
const IDENTITY_LINE = /^AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]+$/i;
/** A card and its header take a few kilobytes, a post-quantum header too; longer files are something else. */
const LONGEST_CARD = 256 * 1024;
/** How the library says that no stanza of the header is for what was given. Anything else it says is damage. */
const NOT_FOR_IT = "no identity matched any of the file's recipients";

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

/** How a file is sealed, by its header; null where it is no age file. */
export function sealingOf(file: Uint8Array): CardSealing | null {
  try {
    const start = new TextDecoder('latin1').decode(
      plainAge(file).subarray(0, AGE_LINE.length + PASSPHRASE_STANZA.length),
    );
    return start === AGE_LINE + PASSPHRASE_STANZA ? 'passphrase' : 'recipient';
  } catch {
    return null;
  }
}

/**
 * Opens a sealed card, in age's binary or its text form.
 *
 * @param opener the passphrase, or the text of an identity file (one or several lines `AGE-SECRET-KEY-1…`)
 * @returns the card's file; `decodeCard` reads its text
 * @throws sealed-card-unreadable, sealed-card-needs-passphrase, sealed-card-needs-identity,
 *   sealed-card-wrong-passphrase, sealed-card-other-identity, sealed-card-damaged, age-identity-malformed
 */
export async function openSealedCard(file: Uint8Array, opener: CardOpener): Promise<Uint8Array> {
  const plain = plainAge(file);
  const sealing = sealingOf(plain);
  const decrypter = new Decrypter();
  if ('passphrase' in opener) {
    if (sealing === 'recipient') throw failed('sealed-card-needs-identity', {});
    for (const form of unicodeForms(opener.passphrase)) decrypter.addIdentity(new PassphraseIdentity(form));
  } else {
    const identities = identitiesIn(opener.identity);
    if (sealing === 'passphrase') throw failed('sealed-card-needs-passphrase', {});
    for (const identity of identities) addIdentity(decrypter, identity);
  }
  try {
    return await decrypter.decrypt(plain);
  } catch (cause) {
    const notForIt = cause instanceof Error && cause.message === NOT_FOR_IT;
    if (!notForIt) throw failed('sealed-card-damaged', {}, cause);
    throw 'passphrase' in opener
      ? failed('sealed-card-wrong-passphrase', {}, cause)
      : failed('sealed-card-other-identity', {}, cause);
  }
}

/** The binary form of an age file. @throws sealed-card-unreadable, sealed-card-damaged */
function plainAge(file: Uint8Array): Uint8Array {
  if (file.length > LONGEST_CARD) throw failed('sealed-card-unreadable', {});
  const text = new TextDecoder('latin1').decode(file);
  if (text.startsWith(AGE_LINE)) return file;
  if (!text.trimStart().startsWith(ARMOR_BEGIN)) throw failed('sealed-card-unreadable', {});
  try {
    return armor.decode(text);
  } catch (cause) {
    throw failed('sealed-card-damaged', {}, cause);
  }
}

function identitiesIn(text: string): string[] {
  const identities = linesOf(text);
  if (identities.length === 0 || !identities.every((line) => IDENTITY_LINE.test(line)))
    throw failed('age-identity-malformed', {});
  return identities;
}

function addIdentity(decrypter: Decrypter, identity: string): void {
  try {
    decrypter.addIdentity(identity.toUpperCase());
  } catch (cause) {
    throw failed('age-identity-malformed', {}, withoutText(cause));
  }
}

/** The lines of an age file of keys that are no comments. */
function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** The decoder's complaint may quote the key; its kind is all that may go on. */
function withoutText(cause: unknown): Error {
  return new Error(cause instanceof Error ? cause.name : 'unreadable');
}
