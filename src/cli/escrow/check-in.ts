import { resolve } from 'node:path';
import type { Command } from 'commander';
import { nameOf } from '../../core/custody/register/operations';
import { refOf } from '../../core/custody/register/receipt';
import { standingOf } from '../../core/custody/register/standing';
import { failed } from '../../core/errors';
import { stepWords } from '../../shared/escrow/words';
import { formatShortDay } from '../../shared/format/dates';
import { withCommon } from '../base/common';
import { block, fields, wrap } from '../base/layout';
import { openRecords } from '../base/records';
import type { Session } from '../base/session';
import { printable } from '../base/terminal';
import { writeTextFile } from '../base/text-file';
import { type CardOpenerOptions, readCards, withCardOpeners } from './cards-in';

interface Options extends CardOpenerOptions {
  readonly custodian: string;
  readonly receipt?: string;
  readonly overwrite: boolean;
}

/** `salvor escrow check-in`: one custodian alone shows that they still hold their share. Nothing of it is kept. */
export function addEscrowCheckIn(escrow: Command, session: Session): void {
  const { say } = session;
  withCardOpeners(withCommon(escrow.command('check-in').description(say('cli.check-in.description')), say), say)
    .argument('<file>', say('cli.check-in.file'))
    .option('--custodian <name>', say('cli.check-in.custodian'), '')
    .option('--receipt <file>', say('cli.check-in.receipt'))
    .option('--overwrite', say('cli.option.overwrite'), false)
    .action(async (file: string, { custodian, receipt: out, overwrite, ...openers }: Options) => {
      const path = out === undefined ? null : resolve(out);
      const [read] = await readCards(session, [file], openers);
      if (read === undefined) throw failed('share-unreadable', {});
      const { share } = read.card;
      const checkIn = async () => {
        const result = await openRecords(session, custodian === '' ? undefined : custodian).checkIn(
          read.card,
          custodian,
        );
        return { text: `${JSON.stringify(result.receipt, null, 2)}\n`, result };
      };
      const { receipt, signer, registered, sealed } =
        path === null ? (await checkIn()).result : await writeTextFile(path, overwrite, checkIn);
      share.point.fill(0);
      const { index, set, generation } = refOf(share);
      const standing = registered === null ? null : standingOf(registered.set, Date.now());
      const due = standing?.shares[index - 1]?.due ?? null;
      session.finish({
        json: {
          registered: registered !== null,
          set: { set, generation, name: nameOf({ set, generation }) },
          share: index,
          sealed,
          receipt,
          signer,
          receiptPath: path,
          standing,
        },
        text: block(
          session.terminal.strong(
            registered === null
              ? say('cli.check-in.whole', { share: index, count: share.count, set: nameOf({ set, generation }) })
              : say('cli.register.confirmed', {
                  share: index,
                  count: share.count,
                  set: nameOf({ set, generation }),
                  custodian: registered.share.custodian.name,
                }),
          ),
          registered === null ? wrap(say('cli.check-in.not-registered')) : '',
          registered === null || sealed === 'same' ? '' : wrap(say(`cli.check-in.sealed.${sealed}`)),
          fields([
            [say('cli.check-in.due'), due === null ? null : formatShortDay(due, 'UTC')],
            [say('cli.check-in.saved'), path === null ? null : printable(path)],
            [say('cli.report.signed-by'), signer],
          ]),
          registered !== null && standing !== null && standing.next.kind !== 'none'
            ? wrap(say('cli.register.next', { step: stepWords(say, registered.set, standing.next) }))
            : '',
          wrap(say('cli.check-in.nothing-kept')),
        ),
      });
    });
}
