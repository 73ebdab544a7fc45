import { type Command, InvalidArgumentError } from 'commander';
import {
  holdCardPassphrase,
  recipientIn,
  sealCardToPassphrase,
  sealCardToRecipient,
} from '../../core/custody/escrow/handover';
import type { Medium } from '../../core/custody/register/model';
import type { Say } from '../../shared/messages/catalogue';
import type { Session } from '../base/session';

/** A custodian as the command line names them, and how their card is handed over: the options behind `--custodian`. */
export interface NamedCustodian {
  readonly name: string;
  recipient?: string;
  passphraseFile?: string;
}

/** How a card is sealed for its custodian; a card in clear stays as it is. */
export interface HandOver {
  readonly name: string;
  readonly medium: Medium;
  seal(card: Uint8Array): Promise<Uint8Array>;
}

/** Adds the options that name custodians; what they say is gathered in `named` in the order of the command line. */
export function withCustodians(command: Command, say: Say, named: NamedCustodian[]): Command {
  const last = (): NamedCustodian => {
    const custodian = named.at(-1);
    if (custodian === undefined || custodian.recipient !== undefined || custodian.passphraseFile !== undefined) {
      throw new InvalidArgumentError('no --custodian before it, or sealed already');
    }
    return custodian;
  };
  return command
    .option('--custodian <name>', say('cli.escrow.option.custodian'), (text: string) => {
      const name = text.trim();
      if (name === '' || name.length > 200) throw new InvalidArgumentError(text);
      named.push({ name });
    })
    .option('--age-recipient <recipient>', say('cli.escrow.option.age-recipient'), (recipient: string) => {
      last().recipient = recipient;
    })
    .option('--passphrase-file <file>', say('cli.escrow.option.custodian-passphrase-file'), (file: string) => {
      last().passphraseFile = file;
    });
}

/** @throws age-recipient-malformed, key-file-unreadable, secret-not-text, passphrase-needed, card-passphrase-short */
export async function handOversOf(session: Session, named: readonly NamedCustodian[]): Promise<HandOver[]> {
  const handOvers: HandOver[] = [];
  for (const { name, recipient, passphraseFile } of named) {
    if (recipient !== undefined) {
      const one = recipientIn(recipient);
      // Also tells a mistyped one before anything is split.
      await sealCardToRecipient(new Uint8Array(1), one);
      handOvers.push({
        name,
        medium: { kind: 'age-recipient', recipient: one.slice(0, 200) },
        seal: (card) => sealCardToRecipient(card, one),
      });
    } else if (passphraseFile === undefined) {
      handOvers.push({ name, medium: { kind: 'printed' }, seal: async (card) => card });
    } else {
      const passphrase = await session.secrets.readExact('--passphrase-file', passphraseFile);
      // Told before anything is split.
      holdCardPassphrase(passphrase);
      handOvers.push({
        name,
        medium: { kind: 'age-passphrase' },
        seal: (card) => sealCardToPassphrase(card, passphrase),
      });
    }
  }
  return handOvers;
}
