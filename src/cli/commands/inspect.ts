import { resolve } from 'node:path';
import type { Command } from 'commander';
import { inspectFile } from '../../core/formats/inspect';
import { archivePath, withCommon } from '../base/common';
import { block, fields, sizeText } from '../base/layout';
import { unconfirmedPairs, unconfirmedRemark } from '../base/origin';
import type { Session } from '../base/session';
import { printable } from '../base/terminal';

/** `salvor inspect`: what a file is, from its first bytes alone. */
export function addInspect(program: Command, session: Session): void {
  const { say } = session;
  const command = program.command('inspect').description(say('cli.inspect.description'));
  withCommon(command, say)
    .argument('<file>', say('cli.option.archive'))
    .action(async (file: string) => {
      const { holds: _, ending: __, ...found } = await inspectFile(resolve(archivePath(file)));
      const kind = say(`format.${found.format}`);
      session.finish({
        json: found,
        text: block(
          fields([
            [say('cli.inspect.file'), printable(found.path)],
            [say('cli.inspect.kind'), found.encrypted ? `${kind} (${found.format})` : kind],
            [say('cli.inspect.size'), sizeText(say, found.bytes)],
            [say('cli.inspect.needs'), say(`cli.needs.${found.needs}`)],
            ...unconfirmedPairs(say, found.said),
          ]),
          unconfirmedRemark(say, found),
          say('cli.inspect.unproven'),
        ),
      });
    });
}
