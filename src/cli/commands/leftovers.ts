import type { Command } from 'commander';
import { temporaryFolder } from '../../core/disk/private-folder';
import { failed } from '../../core/errors';
import type { Leftover } from '../../core/leftovers/model';
import { formatMoment } from '../../shared/format/dates';
import { formatSize } from '../../shared/format/size';
import { withCommands, withCommon } from '../base/common';
import { ownLeftovers } from '../base/job-context';
import { block, fields, indent } from '../base/layout';
import type { Session } from '../base/session';
import { printable } from '../base/terminal';
import { UsageError } from '../base/usage';

/** `salvor leftovers`: what interrupted restores have left on the disk, and its removal. */
export function addLeftovers(program: Command, session: Session): void {
  const { say } = session;
  const leftovers = ownLeftovers();
  const group = withCommands(
    withCommon(program.command('leftovers').description(say('cli.leftovers.description')), say),
    say,
  );

  withCommon(group.command('list').description(say('cli.leftovers.list')), say).action(async () => {
    await leftovers.sweep([temporaryFolder()]);
    const found = await leftovers.list();
    session.finish({
      json: { leftovers: found },
      text: found.length === 0 ? say('cli.leftovers.none') : listText(session, found),
    });
  });

  withCommon(group.command('discard').description(say('cli.leftovers.discard')), say)
    .argument('[id]', say('cli.leftovers.id'))
    .option('--all', say('cli.leftovers.all'), false)
    .action(async (id: string | undefined, { all }: { all: boolean }) => {
      if ((id === undefined) === !all) throw new UsageError('discard-what', '--all');
      const chosen = (await leftovers.list()).filter((each) => all || each.id === id);
      if (chosen.length === 0 && id !== undefined) throw failed('leftover-not-found', { id });
      for (const each of chosen) await leftovers.discard(each.id);
      session.finish({
        json: { discarded: chosen.map(({ id: gone }) => gone) },
        text: say('cli.leftovers.discarded', { count: chosen.length }),
      });
    });
}

function listText({ say, terminal }: Session, found: readonly Leftover[]): string {
  const items = found.map((each) => {
    const { id, part, have, archive, server, touched, resumable } = each;
    const rows = fields([
      [say('cli.leftovers.row.part'), printable(part)],
      [
        say('cli.leftovers.row.have'),
        say('cli.leftovers.have', { have: formatSize(have), whole: formatSize(archive.bytes) }),
      ],
      [
        say('cli.leftovers.row.from'),
        server === null ? null : `${printable(server.siteName)}, ${printable(server.url)}`,
      ],
      [say('cli.leftovers.row.touched'), `${formatMoment(touched, 'UTC')} UTC`],
      [say('cli.leftovers.row.next'), say(resumable ? 'cli.leftovers.resumable' : 'cli.leftovers.anew')],
      [say('cli.leftovers.row.id'), id],
    ]);
    return `${terminal.strong(printable(archive.name))}\n${indent(rows)}`;
  });
  return block(...items, say('cli.leftovers.how'));
}
