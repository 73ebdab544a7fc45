import { dirname } from 'node:path';
import type { RegisteredSet, ShareRef } from '../../../core/custody/register/model';
import { findSet, findShare, isSame, nameOf } from '../../../core/custody/register/operations';
import { readReceipt, refOf } from '../../../core/custody/register/receipt';
import type { CheckIn, Records } from '../../../core/custody/register/records';
import { secretStandings, standingOf } from '../../../core/custody/register/standing';
import { unreadable } from '../../../core/disk/disk-trouble';
import { readSmallFile } from '../../../core/disk/small-file';
import { writeWhole } from '../../../core/disk/whole-file';
import { failed } from '../../../core/errors';
import { acknowledgementPage } from '../../../shared/escrow/acknowledgement';
import { dayKey } from '../../../shared/format/dates';
import type { RegisterView, SetView } from '../../../shared/ipc/register-calls';
import type { Say } from '../../../shared/messages/catalogue';
import { pageFoot } from '../../../shared/report/page-foot';
import type { HeldCards } from '../../custody/cards';
import type { VaultSession } from '../../custody/vault-session';
import type { Dialogs } from '../../electron/dialogs';
import type { PrintedPages } from '../../electron/printed-pages';
import { printPage } from '../../electron/report-printer';
import { Tokens } from '../../files/tokens';
import type { SettingsStore } from '../../settings/settings';
import type { HandlersOf } from '../ipc';

/** Receipts and forms are made to be passed on; this user's umask decides who may read them. */
const PAPER_MODE = 0o666;
const LONGEST_RECEIPT = 64 * 1024;
/** Longer than any real session. */
const LIFETIME_MS = 24 * 60 * 60 * 1000;

interface Parts {
  records: Records;
  vaultSession: VaultSession;
  cards: HeldCards;
  printedPages: PrintedPages;
  dialogs: Dialogs;
  settings: SettingsStore;
  say: Say;
}

/** Who holds which share, what changes in that, and the logbook of it all. */
export function registerCalls({
  records,
  vaultSession,
  cards,
  printedPages,
  dialogs,
  settings,
  say,
}: Parts): HandlersOf<'register' | 'logbook'> {
  const made = new Tokens<CheckIn['receipt']>(LIFETIME_MS);
  const found = new Tokens<string>(LIFETIME_MS);

  const view = async (): Promise<RegisterView> => {
    const { register, fromPrevious } = await records.read();
    const now = Date.now();
    const sets = register.sets.map((set) => setView(set, now)).sort(byNeed);
    return {
      fromPrevious,
      sets,
      secrets: secretStandings(register, now).map((each) => ({ ...each, sets: [...each.sets] })),
      signer: await records.signer(),
      unlogged: records.unlogged,
    };
  };
  const changed = async (change: Promise<unknown>): Promise<RegisterView> => {
    await change;
    return view();
  };
  const saved = async (
    path: string | null,
    content: () => Promise<string | Uint8Array> | string,
  ): Promise<{ path: string } | null> => {
    if (path === null) return null;
    settings.change({ lastFolder: dirname(path) });
    await writeWhole(path, await content(), PAPER_MODE);
    return { path };
  };

  return {
    'register.view': view,

    'register.checkIn': async ({ card, custodian }) => {
      const found = cards.find(card);
      const { share } = found;
      const { receipt, signer, registered, sealed } = await records.checkIn(found, custodian);
      cards.forget(card);
      return {
        receipt: made.issue(receipt),
        name: nameOf(refOf(share)),
        index: share.index,
        count: share.count,
        when: receipt.receipt.when,
        signer,
        sealed,
        registered:
          registered === null
            ? null
            : { set: setView(registered.set, Date.now()), custodian: registered.share.custodian.name },
      };
    },
    'register.saveReceipt': async ({ receipt: token }) => {
      const receipt = made.find(token);
      if (receipt === undefined) throw failed('unexpected', { detail: 'a receipt that no check-in gave' });
      const { set, generation, index, when } = receipt.receipt;
      const name = say('escrow.receipt.file', { set: plainName({ set, generation }), share: index, day: dayKey(when) });
      return saved(
        await dialogs.receiptDestination(settings.current.lastFolder, `${name}.json`),
        () => `${JSON.stringify(receipt, null, 2)}\n`,
      );
    },
    'register.chooseReceipt': async () => {
      const path = await dialogs.receiptFile();
      if (path === null) return null;
      const text = await readReceiptFile(path);
      const { receipt, signer } = readReceipt(text);
      const { register } = await records.read();
      const before = register.signers.some(({ fingerprint }) => fingerprint === signer);
      const known = signer === (await records.signer()) ? 'own' : before ? 'before' : 'unknown';
      const share = register.sets
        .find((set) => isSame(set, receipt))
        ?.shares.find(({ index }) => index === receipt.index);
      return {
        receipt: found.issue(text),
        facts: receipt,
        name: nameOf(receipt),
        signer,
        known,
        proof: share === undefined || share.holderKey === null ? 'word' : 'share',
      };
    },
    'register.importReceipt': ({ receipt: token, accepted }) => {
      const text = found.find(token);
      if (text === undefined) throw failed('unexpected', { detail: 'a receipt that no one chose' });
      return changed(records.importReceipt(text, accepted));
    },

    'register.replaceCustodian': ({ share, ...handOver }) => changed(records.replaceCustodian(share, handOver)),
    'register.moveShare': ({ share, ...to }) => changed(records.moveShare(share, to)),
    'register.markLost': ({ share }) => changed(records.markLost(share)),
    'register.acknowledge': ({ share, on }) => changed(records.acknowledge(share, on)),
    'register.retire': ({ set }) => changed(records.retire(set)),
    'register.attestDestruction': ({ share, by, on }) => changed(records.attestDestruction(share, { by, on })),
    'register.checkEvery': ({ set, days }) => changed(records.checkEvery(set, days)),

    'register.saveForm': async ({ share: ref }) => {
      const { register } = await records.read();
      const set = findSet(register, ref);
      const share = findShare(register, ref);
      const path = await dialogs.formDestination(
        settings.current.lastFolder,
        `${say('escrow.form.file', { set: plainName(ref), share: ref.index })}.pdf`,
      );
      const printed = {
        html: (nonce: string) => acknowledgementPage(say, set, share, nonce),
        foot: pageFoot(say, say('escrow.form.title'), share.handedOver.when),
      };
      return saved(path, () => printedPages.during(printed, printPage));
    },

    'logbook.view': async () => {
      const { check, entries } = await records.logbook.check(vaultSession.isOpen ? vaultSession.vault.logbook : null);
      return { check, entries: [...entries] };
    },
    'logbook.export': async () => {
      const path = await dialogs.logbookDestination(
        settings.current.lastFolder,
        `${say('logbook.dialog.file', { day: dayKey(new Date().toISOString()) })}.jsonl`,
      );
      return saved(path, () => records.exportLog());
    },
  };
}

/**
 * Sets in use before all others; of those the one nearest to being lost first, then who is overdue, then the newest.
 */
function byNeed(a: SetView, b: SetView): number {
  const active = Number(b.state === 'active') - Number(a.state === 'active');
  if (active !== 0 || a.state !== 'active') return active === 0 ? b.created.localeCompare(a.created) : active;
  const overdue = ({ standing }: SetView) => standing.shares.filter((share) => share.overdue).length;
  return a.standing.mayLose - b.standing.mayLose || overdue(b) - overdue(a) || b.created.localeCompare(a.created);
}

function setView(set: RegisteredSet, now: number): SetView {
  const { shares, next, ...standing } = standingOf(set, now);
  return { ...set, name: nameOf(set), standing: { ...standing, shares: [...shares], next } };
}

/** For a file's name: `K7QM-2XDA-1`. */
function plainName(ref: Pick<ShareRef, 'set' | 'generation'>): string {
  return nameOf(ref).replace(' · ', '-');
}

async function readReceiptFile(path: string): Promise<string> {
  try {
    return (await readSmallFile(path, LONGEST_RECEIPT)).toString('utf8');
  } catch (cause) {
    return unreadable(path)(cause);
  }
}
