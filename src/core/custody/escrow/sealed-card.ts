import { armor, Decrypter } from 'age-encryption';
import { failed } from '../../errors';
import { unicodeForms } from '../../formats/unicode-forms';

/**
 * Opens the age files in which custodians keep their cards. Nothing of Node in here: app, command and recovery page
 * open a card by these rules, and each brings the scrypt that is quickest where it runs.
 */

/** What opens a sealed card: what its custodian chose on the day of the split. */
export type CardOpener = { readonly passphrase: string } | { readonly identity: string };

/** How a sealed card was sealed. */
export type CardSealing = 'passphrase' | 'recipient';

/** Gives the decrypter an identity that stretches this passphrase by scrypt. */
export type AddPassphrase = (decrypter: Decrypter, passphrase: string) => void;

/** A card and its header take a few kilobytes, a post-quantum header too; longer files are something else. */
export const LONGEST_CARD_FILE = 256 * 1024;

/** The first line of every age file (age-encryption.org/v1). */
const AGE_LINE = 'age-encryption.org/v1\n';
const ARMOR_BEGIN = '-----BEGIN AGE ENCRYPTED FILE-----';
/** The stanza of a passphrase is the only one in its header, so it is on the second line. */
const PASSPHRASE_STANZA = '-> scrypt ';
const IDENTITY_LINE = /^AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]+$/i;
/** How the library says that no stanza of the header is for what was given. Anything else it says is damage. */
const NOT_FOR_IT = "no identity matched any of the file's recipients";

/** The library's own scrypt takes some seconds in its caller's thread; a browser has no other. */
export const byLibraryScrypt: AddPassphrase = (decrypter, passphrase) => decrypter.addPassphrase(passphrase);

/** How a file is sealed, by its header; null where it is no age file. @throws sealed-card-damaged */
export function sealingOf(file: Uint8Array): CardSealing | null {
  const plain = plainAge(file);
  if (plain === null) return null;
  return latin1(plain).startsWith(PASSPHRASE_STANZA, AGE_LINE.length) ? 'passphrase' : 'recipient';
}

/** What a custodian typed, as what opens a card that is sealed in this way. */
export function openerOf(sealing: CardSealing, typed: string): CardOpener {
  return sealing === 'passphrase' ? { passphrase: typed } : { identity: typed };
}

/**
 * Opens a sealed card, in age's binary or its text form.
 *
 * @param opener the passphrase, or the text of an identity file (one or several lines `AGE-SECRET-KEY-1…`)
 * @returns the card's file; `decodeCard` reads its text
 * @throws sealed-card-unreadable, sealed-card-needs-passphrase, sealed-card-needs-identity,
 *   sealed-card-wrong-passphrase, sealed-card-other-identity, sealed-card-damaged, age-identity-malformed
 */
export async function openSealedCard(
  file: Uint8Array,
  opener: CardOpener,
  addPassphrase: AddPassphrase,
): Promise<Uint8Array> {
  const plain = plainAge(file);
  if (plain === null) throw failed('sealed-card-unreadable', {});
  const sealing = sealingOf(plain);
  const decrypter = new Decrypter();
  if ('passphrase' in opener) {
    if (sealing === 'recipient') throw failed('sealed-card-needs-identity', {});
    for (const form of unicodeForms(opener.passphrase)) addPassphrase(decrypter, form);
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

/** The lines of an age file of keys that are no comments. */
export function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** The library's complaint may quote the key; only its kind may be passed on. */
export function withoutText(cause: unknown): Error {
  return new Error(cause instanceof Error ? cause.name : 'unreadable');
}

/** The binary form of an age file; null where it is none. @throws sealed-card-damaged */
function plainAge(file: Uint8Array): Uint8Array | null {
  if (file.length > LONGEST_CARD_FILE) return null;
  const text = latin1(file);
  if (text.startsWith(AGE_LINE)) return file;
  if (!text.trimStart().startsWith(ARMOR_BEGIN)) return null;
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

function latin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}
