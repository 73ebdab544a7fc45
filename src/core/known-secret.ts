import { fold, valueOf } from './card-alphabet';

/**
 * What people hold in the same hand as an API key or a private key, and paste into the wrong field. `words` is text
 * with spaces, as a passphrase is. No Node in here: the window asks it as soon as something is pasted.
 */
export const KNOWN_SECRETS = [
  'privateKey',
  'ageIdentity',
  'share',
  'apiKey',
  'licenseKey',
  'publicKey',
  'ageRecipient',
  'masterKey',
  'address',
  'words',
] as const;
export type KnownSecret = (typeof KNOWN_SECRETS)[number];

/**
 * The forms of what must never leave this machine, or of what is no key; anywhere in the text, the most secret first.
 */
const FORMS: readonly (readonly [KnownSecret, RegExp])[] = [
  ['privateKey', /tspsk_/i],
  ['ageIdentity', /AGE-(?:SECRET-KEY|PLUGIN)-/i],
  ['share', /SALVOR:/i],
  ['apiKey', /tspb_/i],
  ['licenseKey', /PROXP-/i],
  ['publicKey', /tsppk_/i],
  ['ageRecipient', /\bage1[02-9ac-hj-np-z]{20}/i],
  ['masterKey', /DEV_MASTER_KEY|^[0-9a-f]{64}$/i],
  ['address', /^[a-z][a-z0-9+.-]*:\/\//i],
];
/** A key as the console shows it: `tspb_` and url-safe characters. */
const API_KEY = /^tspb_[A-Za-z0-9_-]{1,256}$/;
/** In characters: what a card has, many times over. */
const LONGEST_TEXT = 20_000;
/** A row of a card is seven groups of four; half of one is enough to know it. */
const LEAST_GROUPS = 4;
/** A card's first row and its QR code's text begin so: version 1 of the format. */
const SHARE_BEGINS = /^Q9[^\s]{22,}/;

/** What a text plainly is, or null. Spaces, line breaks and invisible characters in the middle hide nothing. */
export function knownSecret(text: string): KnownSecret | null {
  const plain = text.slice(0, LONGEST_TEXT).normalize('NFKC').trim();
  const dense = plain.replace(/[\s\p{C}]+/gu, '');
  // Its random characters may look like anything else.
  if (isApiKey(plain)) return 'apiKey';
  const [secret] = FORMS.slice(0, 2).find(([, form]) => form.test(dense)) ?? [];
  if (secret !== undefined) return secret;
  if (isShare(plain)) return 'share';
  const found = FORMS.find(([, form]) => form.test(dense));
  if (found !== undefined) return found[0];
  return /\S\s+\S/.test(plain) ? 'words' : null;
}

/** Whether this is the API key of a backup server, and nothing else: only such a text may be sent as one. */
export function isApiKey(text: string): boolean {
  return API_KEY.test(text) && !/tspsk_|AGE-SECRET-KEY-/i.test(text);
}

/**
 * Whether a text holds what a backup server must never see. An API key in an address counts: addresses are written
 * down.
 */
export function holdsSecret(text: string): KnownSecret | null {
  const found = knownSecret(decodePercent(text));
  return found === 'privateKey' ||
    found === 'ageIdentity' ||
    found === 'share' ||
    found === 'apiKey' ||
    found === 'licenseKey'
    ? found
    : null;
}

/** The text of a share, typed in groups of four or in one piece. */
function isShare(plain: string): boolean {
  const groups = plain.split(/[\s-]+/).filter((group) => /^[0-9a-z]{4}$/i.test(group) && isOfCard(group));
  if (groups.length >= LEAST_GROUPS && groups.some((group) => /\d/.test(group))) return true;
  return SHARE_BEGINS.test(fold(plain)) && isOfCard(plain);
}

function isOfCard(text: string): boolean {
  return [...fold(text)].every((character) => valueOf(character) !== undefined);
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
