import { dirname, join } from 'node:path';
import { recoveryFilesIn } from '../../../core/custody/recovery-files';
import { encodeCard } from '../../../core/custody/share/card-text';
import { qrModules } from '../../../core/custody/share/qr';
import { systemCode, unwritable } from '../../../core/disk/disk-trouble';
import { readSmallFile } from '../../../core/disk/small-file';
import { writeWhole } from '../../../core/disk/whole-file';
import { failed } from '../../../core/errors';
import { cardPage } from '../../../shared/escrow/card-page';
import type { Say } from '../../../shared/messages/catalogue';
import type { HeldCards } from '../../custody/cards';
import type { Ceremonies } from '../../custody/ceremonies';
import type { CardToHandOut } from '../../custody/handing-out';
import type { Dialogs } from '../../electron/dialogs';
import type { Printed, PrintedPages } from '../../electron/printed-pages';
import { printOnPaper, printPage } from '../../electron/report-printer';
import type { HandlersOf } from '../ipc';

/** A share in a file is for its custodian alone. */
const SHARE_MODE = 0o600;
/** The recovery page and the escrow file open nothing by themselves, and are made to be passed on. */
const COMPANION_MODE = 0o666;
/** Built beside the main process. */
const RECOVERY = join(import.meta.dirname, '../recovery');

interface Parts {
  ceremonies: Ceremonies;
  cards: HeldCards;
  printedPages: PrintedPages;
  dialogs: Dialogs;
  say: Say;
}

/** The split ceremony: each card leaves the main process for paper, for a file, or for its custodian's eyes. */
export function ceremonyCalls({ ceremonies, cards, printedPages, dialogs, say }: Parts): HandlersOf<'ceremony'> {
  const page = ({ card, words }: CardToHandOut): Printed => ({
    html: (nonce) => cardPage(say, card, words, nonce),
    foot: '',
  });
  /** `K7QM-2XDA-1-share-2-of-3`, as the command names its files. */
  const fileName = (ceremony: string, index: number, ending: string): string =>
    `${ceremonies.stem(ceremony)}-share-${index}-of-3${ending}`;

  return {
    'ceremony.begin': (plan) => ceremonies.begin(plan),
    'ceremony.current': () => ceremonies.current(),
    'ceremony.dismissWiped': () => {
      ceremonies.dismissWiped();
      return null;
    },

    'ceremony.show': async ({ ceremony, index, again }) => {
      const { share, sealed, qr } = encodeCard(ceremonies.card(ceremony, index, again).card);
      const view = await ceremonies.noteHandedOut(ceremony, index, 'screen');
      return { rows: [...share, ...sealed].map(({ groups }) => groups), code: qrModules(qr), view };
    },
    'ceremony.print': async ({ ceremony, index, again }) => {
      const printed = await printedPages.during(page(ceremonies.card(ceremony, index, again)), (url) =>
        printOnPaper(url),
      );
      return printed ? ceremonies.noteHandedOut(ceremony, index, 'paper') : null;
    },
    'ceremony.saveCard': async ({ ceremony, index, again }) => {
      const printed = page(ceremonies.card(ceremony, index, again));
      const path = await dialogs.cardDestination(fileName(ceremony, index, '.pdf'), 'pdf');
      if (path === null) return null;
      await writeWhole(path, await printedPages.during(printed, printPage), SHARE_MODE);
      return { path, view: await ceremonies.noteHandedOut(ceremony, index, 'pdf') };
    },
    'ceremony.saveSealed': async ({ ceremony, index, passphrase, again }) => {
      const sealed = await ceremonies.sealCard(ceremony, index, passphrase, again);
      const path = await dialogs.cardDestination(fileName(ceremony, index, '.txt.age'), 'age');
      if (path === null) return null;
      await writeWhole(path, sealed, SHARE_MODE);
      return { path, view: await ceremonies.noteHandedOut(ceremony, index, 'sealed') };
    },

    'ceremony.confirm': ({ ceremony, index, by }) => {
      if (by.kind === 'row') return ceremonies.confirm(ceremony, index, { row: by.text });
      const view = ceremonies.confirm(ceremony, index, { card: cards.find(by.card) });
      cards.forget(by.card);
      return view;
    },

    'ceremony.saveCompanions': async ({ ceremony }) => {
      const escrow = ceremonies.escrowFile(ceremony);
      const folder = await dialogs.companionsFolder();
      if (folder === null) return null;
      const files = [
        ...(await recoveryFilesIn(RECOVERY)).map((file) => ({ ...file, replaceable: true })),
        ...(escrow === null ? [] : [{ name: escrow.name, content: escrow.bytes, replaceable: false }]),
      ];
      for (const { name, content, replaceable } of files)
        await writeUnlessSame(join(folder, name), content, replaceable);
      return { folder, view: ceremonies.noteCompanionsSaved(ceremony) };
    },

    'ceremony.finish': async ({ ceremony }) => ({ set: await ceremonies.finish(ceremony) }),
    'ceremony.abort': async ({ ceremony }) => {
      await ceremonies.abort(ceremony);
      return null;
    },
  };
}

/**
 * @param replaceable whether an older one of that name may be replaced: a recovery page of another Salvor, never an
 * escrow file
 */
async function writeUnlessSame(path: string, content: Uint8Array, replaceable: boolean): Promise<void> {
  const present = await readSmallFile(path, content.length).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return null;
    // A longer one is another one.
    if (systemCode(cause) === 'EFBIG') return Buffer.alloc(0);
    return unwritable(dirname(path))(cause);
  });
  if (present !== null && Buffer.compare(present, content) === 0) return;
  if (present !== null && !replaceable) throw failed('destination-exists', { path });
  await writeWhole(path, content, COMPANION_MODE);
}
