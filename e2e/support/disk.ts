import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { textOf } from '../../src/core/card-alphabet';
import { type Card, encodeCard } from '../../src/core/custody/share/card-text';
import { bytesToSymbols } from '../../src/core/custody/share/symbols';

/** Bytes in every form in which a program might write them down: each a part that is long enough to be no chance. */
export function spellings(bytes: Uint8Array): string[] {
  const raw = Buffer.from(bytes);
  const base64 = [0, 1, 2].map((skip) => raw.subarray(skip).toString('base64').slice(0, 24));
  const texts = [
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    textOf(bytesToSymbols(raw)).slice(0, 24),
  ];
  const hex = raw.toString('hex').slice(0, 32);
  const plain = [raw.subarray(0, 24).toString('latin1'), hex, hex.toUpperCase(), ...texts];
  return [...plain, ...plain.map((text) => Buffer.from(text, 'utf16le').toString('latin1'))];
}

/** A card's share in every form: its bytes, and each of its rows as they are printed and as they are typed. */
export function spellingsOfShare(card: Card): string[] {
  const { share, qr } = encodeCard({ ...card, sealed: null });
  const rows = share.map(({ groups }) => groups.join(''));
  const typed = rows.flatMap((row) => [row.slice(0, 20), row.slice(8), row.toLowerCase().slice(8)]);
  const grouped = share.flatMap(({ groups }) => [
    groups.slice(2).join(' '),
    groups.slice(2).join('-'),
    groups.slice(2).join('","'),
    groups.slice(2).join('\n'),
  ]);
  const texts = [...typed, ...grouped, qr.slice(40, 80)];
  return [
    ...spellings(card.share.point),
    ...texts,
    ...texts.map((text) => Buffer.from(text, 'utf16le').toString('latin1')),
  ];
}

/** Which files of these folders have any of these texts in them. */
export async function filesWith(folders: readonly string[], texts: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((one) => one.isFile())) {
      const path = join(entry.parentPath, entry.name);
      const content = await readFile(path, 'latin1').catch(() => '');
      if (texts.some((text) => content.includes(text))) found.push(path);
    }
  }
  return found;
}
