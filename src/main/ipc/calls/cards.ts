import { basename } from 'node:path';
import { unreadable } from '../../../core/disk/disk-trouble';
import { readSmallFile } from '../../../core/disk/small-file';
import type { HeldCards } from '../../custody/cards';
import type { Dialogs } from '../../electron/dialogs';
import type { HandlersOf } from '../ipc';

/** A photograph of a card may be large; a larger file is the wrong one. */
const LONGEST_FILE = 32 * 1024 * 1024;

interface Parts {
  cards: HeldCards;
  dialogs: Dialogs;
}

/** Custodians' cards: typed, read from a file or from a picture. */
export function cardCalls({ cards, dialogs }: Parts): HandlersOf<'cards'> {
  return {
    'cards.hold': ({ text }) => cards.hold(text),
    'cards.choose': async () => {
      const path = await dialogs.cardFile();
      if (path === null) return null;
      const bytes = await readWhole(path);
      try {
        return cards.holdFile(bytes, basename(path));
      } finally {
        bytes.fill(0);
      }
    },
    'cards.unseal': ({ sealed, opener }) => cards.unseal(sealed, opener),
    'cards.forget': ({ card }) => {
      cards.forget(card);
      return null;
    },
  };
}

/** @throws file-unreadable */
async function readWhole(path: string): Promise<Uint8Array> {
  return readSmallFile(path, LONGEST_FILE).catch(unreadable(path));
}
