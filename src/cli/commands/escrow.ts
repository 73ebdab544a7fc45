import type { Command } from 'commander';
import type { Session } from '../base/session';
import { addEscrowCheck } from '../escrow/check';
import { addEscrowCheckIn } from '../escrow/check-in';
import { addEscrowRecover } from '../escrow/recover';
import { addEscrowRegister } from '../escrow/register';
import { addEscrowSplit } from '../escrow/split';

/** `salvor escrow`: splitting secrets among three custodians, and bringing them back. */
export function addEscrow(program: Command, session: Session): void {
  const { say } = session;
  const escrow = program
    .command('escrow')
    .description(say('cli.escrow.description'))
    .helpOption('-h, --help', say('cli.option.help'))
    .helpCommand(false);
  for (const add of [addEscrowSplit, addEscrowCheck, addEscrowRecover, addEscrowCheckIn, addEscrowRegister])
    add(escrow, session);
}
