/** Texts of other programs that people may take for a share, each known by its own form. */
export const OTHER_PROGRAMS = [
  'age',
  'bech32',
  'bip39',
  'codex32',
  'json',
  'link',
  'pem',
  'slip39',
  'ssss',
  'tspsk',
] as const;
export type OtherProgram = (typeof OTHER_PROGRAMS)[number];

const FORMS: readonly (readonly [OtherProgram, RegExp])[] = [
  ['age', /^(?:age1[a-z0-9]{20,}|AGE-SECRET-KEY-1|AGE-PLUGIN-|age-encryption\.org\/)/i],
  ['pem', /^-{4,5} ?BEGIN /],
  ['tspsk', /^tsp[sp]k_/],
  ['codex32', /^ms1[02-9][a-z0-9]{20,}$/i],
  ['bech32', /^[a-z]{2,12}1[02-9ac-hj-np-z]{20,}$/i],
  ['ssss', /^(?:[\w.]+-)?\d{1,3}-[0-9a-f]{16,}$/i],
  ['json', /^[[{]/],
  ['link', /^(?:https?|otpauth|bitcoin):/i],
];

/** Words of SLIP-39 and BIP-39 have three to eight letters; a share's groups have four each. */
const WORDS = /^[a-z]{3,8}(?:\s+[a-z]{3,8}){11,}$/i;
/** In characters; what follows tells no more of whose text it is. */
const LONGEST_TEXT = 20_000;

const SLIP39_LENGTHS = new Set([20, 33]);

/** Whose text this is, where it is plainly another program's; null for anything else. */
export function otherProgramOf(text: string): OtherProgram | null {
  const trimmed = text.slice(0, LONGEST_TEXT).trim();
  const found = FORMS.find(([, form]) => form.test(trimmed));
  if (found !== undefined) return found[0];
  if (!WORDS.test(trimmed)) return null;
  const words = trimmed.split(/\s+/);
  if (words.every(({ length }) => length === 4)) return null;
  return SLIP39_LENGTHS.has(words.length) ? 'slip39' : 'bip39';
}
