import { writeFile } from 'node:fs/promises';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { ElectronApplication } from '@playwright/test';
import type { EscrowSecret } from '../../src/core/custody/escrow/secret';
import { type Split, splitSecrets } from '../../src/core/custody/escrow/split';
import type { NewSet, SetRef } from '../../src/core/custody/register/model';
import { addSet } from '../../src/core/custody/register/operations';
import { Records } from '../../src/core/custody/register/records';
import { Register } from '../../src/core/custody/register/register';
import { type Card, encodeCard } from '../../src/core/custody/share/card-text';
import { qrModules } from '../../src/core/custody/share/qr';
import { setName } from '../../src/core/custody/share/share';
import { setOf } from '../../test-support/custody/sets';
import { answerOpenDialog } from './dialogs';
import { openEscrow, typeShare } from './escrow';
import type { Person } from './person';

/*
 * Cards that were split by the core, and the steps of two custodians who bring a secret back.
 */

export const secretOf = (
  kind: EscrowSecret['kind'],
  label: string,
  text: string,
  fingerprint = '0123:4567:89ab:cdef',
): EscrowSecret => ({
  kind,
  label,
  fingerprint,
  bytes: new TextEncoder().encode(text),
});

export function split(secrets: readonly EscrowSecret[], generation = 1, set?: Uint8Array): Promise<Split> {
  return splitSecrets(secrets, {
    generation,
    now: new Date('2026-11-20T09:00:00Z'),
    ...(set === undefined ? {} : { set }),
  });
}

/** Registers a split in the folder of an installation: with Ada Able, Bo Brook and Cy Cole. */
export async function register(
  userData: string,
  { cards, facts }: Split,
  changes: Partial<NewSet> = {},
  replaces: SetRef | null = null,
): Promise<void> {
  const shares = cards.map(({ share }) => share);
  const signer = await new Records(userData, { version: '0.1.0', who: () => '' }).signer();
  const entry: NewSet = { ...setOf(shares), secrets: [...facts], ...changes };
  await new Register(userData).change((present) =>
    addSet(present, entry, { when: '2026-11-20T09:00:00.000Z', signer, replaces }),
  );
}

export const nameOf = ({ set, generation }: Split): string => setName(set, generation);
export const refOf = ({ set, generation }: Split): SetRef => ({ set: bytesToHex(set), generation });

/** A card as it is typed: its rows of the share, and those below the line unless `shareAlone`. */
export function typed(card: Card, shareAlone = false): string {
  const { share, sealed } = encodeCard(shareAlone ? { ...card, sealed: null } : card);
  return [...share, ...sealed].map(({ groups }) => groups.join(' ')).join('\n');
}

/** Any screen → the recovery. */
export async function openRecovery(person: Person): Promise<void> {
  await openEscrow(person);
  await person.press('recover.escrow');
  await person.arrivesAt('recover.title');
}

/** The first custodian types the whole card, the next one the share alone. */
export async function typeTwo(person: Person, first: Card, second: Card): Promise<void> {
  await typeShare(person, typed(first));
  await person.press('recover.veil.do');
  await typeShare(person, typed(second, true));
}

export async function chooseCardFile(person: Person, path: string): Promise<void> {
  await answerOpenDialog(person.app, path);
  await person.press('escrow.entry.from-file');
}

/** Has the app's own Electron make a PNG of a code, six pixels to a module, as a scanner would. */
export async function writePicture(app: ElectronApplication, path: string, card: Card): Promise<void> {
  const png = await app.evaluate(
    ({ nativeImage }, rows) => {
      const side = rows.length * 6;
      const bitmap = Buffer.alloc(side * side * 4, 0xff);
      for (let y = 0; y < side; y += 1) {
        for (let x = 0; x < side; x += 1) {
          if (rows[Math.floor(y / 6)]?.[Math.floor(x / 6)] === true)
            bitmap.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
        }
      }
      return nativeImage.createFromBitmap(bitmap, { width: side, height: side }).toPNG().toString('base64');
    },
    qrModules(encodeCard(card).qr),
  );
  await writeFile(path, Buffer.from(png, 'base64'));
}

const WIDTH = 640;
const HEIGHT = 480;

/**
 * A film of one picture with a card's code in it, in the form that Chromium's camera for tests takes (YUV4MPEG2,
 * 4:2:0).
 */
export function film(card: Card): Buffer {
  const modules = qrModules(encodeCard(card).qr);
  const scale = Math.floor((HEIGHT - 40) / modules.length);
  const left = Math.floor((WIDTH - modules.length * scale) / 2);
  const top = Math.floor((HEIGHT - modules.length * scale) / 2);
  const light = Buffer.alloc(WIDTH * HEIGHT, 200);
  for (let y = 0; y < modules.length * scale; y += 1) {
    for (let x = 0; x < modules.length * scale; x += 1) {
      if (modules[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true) light[(top + y) * WIDTH + left + x] = 40;
    }
  }
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, Buffer.alloc((WIDTH * HEIGHT) / 2, 128)]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420\n`), frame, frame]);
}
