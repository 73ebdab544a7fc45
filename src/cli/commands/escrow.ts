import type { Command } from 'commander';
import { withCommands } from '../base/common';
import type { Session } from '../base/session';
import { addEscrowCheck } from '../escrow/check';
import { addEscrowCheckIn } from '../escrow/check-in';
import { addEscrowRecover } from '../escrow/recover';
import { addEscrowRegister } from '../escrow/register';
import { addEscrowSplit } from '../escrow/split';

/** `salvor escrow`: splitting secrets among three custodians, and bringing them back. */
export function addEscrow(program: Command, session: Session): void {
  const { say } = session;
  const escrow = withCommands(program.command('escrow').description(say('cli.escrow.description')), say);
  for (const add of [addEscrowSplit, addEscrowCheck, addEscrowRecover, addEscrowCheckIn, addEscrowRegister])
    add(escrow, session);
}
