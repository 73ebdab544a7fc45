import type { Command } from 'commander';
import { byNodeScrypt } from '../../core/custody/escrow/age-passphrase';
import { type CardSealing, openerOf, openSealedCard, sealingOf } from '../../core/custody/escrow/sealed-card';
import { type Card, decodeCard } from '../../core/custody/share/card-text';
import { type FailureCode, failed, isFailure, SalvorError } from '../../core/errors';
import { looseText } from '../../core/plain-text';
import type { Say } from '../../shared/messages/catalogue';
import { collect } from '../base/common';
import type { Session } from '../base/session';

/** What opens cards that are sealed. */
export interface CardOpenerOptions {
  readonly passphraseFile: readonly string[];
  readonly identityFile: readonly string[];
}

export function withCardOpeners(command: Command, say: Say): Command {
  return command
    .option('--passphrase-file <file>', say('cli.escrow.option.card-passphrase-file'), collect, [])
    .option('--identity-file <file>', say('cli.escrow.option.identity-file'), collect, []);
}

/** A card, and where it was read. */
export interface CardIn {
  readonly card: Card;
  readonly source: string;
  readonly sealed: CardSealing | null;
}

/**
 * Reads cards from files or standard input: text as it was printed, typed or scanned, or sealed by age. Which card a
 * failure is about is printed before it.
 *
 * @throws key-file-unreadable, UsageError, what `decodeCard` and `openSealedCard` throw
 */
export async function readCards(
  session: Session,
  sources: readonly string[],
  options: CardOpenerOptions,
): Promise<CardIn[]> {
  const passphrases: string[] = [];
  const identities: string[] = [];
  for (const file of options.passphraseFile)
    passphrases.push(await session.secrets.readExact('--passphrase-file', file));
  for (const file of options.identityFile) identities.push(await session.secrets.read('--identity-file', file));
  const cards: CardIn[] = [];
  for (const source of sources) {
    const bytes = await session.secrets.readBytes('CARD', source);
    try {
      cards.push({ source, ...(await readCard(bytes, passphrases, identities)) });
    } catch (error) {
      if (sources.length > 1 && error instanceof SalvorError)
        await session.terminal.note(session.say('cli.escrow.in-card', { path: source }));
      throw error;
    } finally {
      bytes.fill(0);
    }
  }
  return cards;
}

async function readCard(
  bytes: Uint8Array,
  passphrases: readonly string[],
  identities: readonly string[],
): Promise<Omit<CardIn, 'source'>> {
  const sealed = sealingOf(bytes);
  if (sealed === null) return { card: decodeCard(looseText(bytes)), sealed };
  const openers = sealed === 'passphrase' ? passphrases : identities;
  if (openers.length === 0)
    throw sealed === 'passphrase'
      ? failed('sealed-card-needs-passphrase', {})
      : failed('sealed-card-needs-identity', {});
  let refusal: unknown;
  for (const opener of openers) {
    try {
      const plain = await openSealedCard(bytes, openerOf(sealed, opener), byNodeScrypt);
      const card = decodeCard(looseText(plain));
      plain.fill(0);
      return { card, sealed };
    } catch (error) {
      if (!isRefused(error)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

/** Whether only this opener does not fit, so that the next may. */
function isRefused(error: unknown): boolean {
  const refused: readonly FailureCode[] = ['sealed-card-wrong-passphrase', 'sealed-card-other-identity'];
  return isFailure(error, ...refused);
}
