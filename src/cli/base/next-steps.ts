import type { RestoreResult } from '../../core/restore/model';
import { type Command, restoreCommand, tenantSchema } from '../../core/restore/restore-command';
import { shellLine } from '../../core/restore/shell-line';
import type { Say } from '../../shared/messages/catalogue';
import { isUnusual } from '../../shared/report/unusual';
import { indent, wrap } from './layout';
import { printable } from './terminal';

/** One thing to do, and the command that does it where there is one. */
interface Step {
  readonly text: string;
  readonly command?: string;
}

/** The exact next steps, by what was written; a verified archive has still to be opened. */
export function nextSteps(say: Say, result: RestoreResult): string {
  if (result.path === null) return wrap(say('cli.next.verified'));
  const steps = stepsOf(say, result, result.path);
  const texts = steps.map(({ text, command }) =>
    command === undefined ? wrap(text) : `${wrap(text)}\n\n${indent(command, 4)}\n`,
  );
  return texts.length === 1
    ? (texts[0] ?? '')
    : texts
        .map((step, index) => `${index + 1}. ${indent(step, 3).trimStart()}`)
        .join('\n')
        .trimEnd();
}

function stepsOf(say: Say, result: RestoreResult, path: string): Step[] {
  switch (result.proof.facts.kind) {
    case 'portal-export':
      return [
        { text: say('cli.next.import', { path }) },
        { text: `${say('proof.import.replaces')} ${say('proof.import.signs-out')}` },
        { text: say('cli.next.keep') },
      ];
    case 'frontend-export':
      return [{ text: say('cli.next.frontend') }];
    case 'postgresql-dump':
      return dumpSteps(say, result, path);
    case 'files':
      return [
        {
          text: say('cli.next.files'),
          command: lineOf({ argv: ['salvor', 'extract', path, '--all', '--out', 'FOLDER'], env: {} }),
        },
        { text: say('cli.next.files-restore') },
      ];
    case 'unknown':
      return [{ text: say('cli.next.unknown') }];
  }
}

/** PostgreSQL's own programs restore a dump; Salvor says how and leaves the database alone. */
function dumpSteps(say: Say, result: RestoreResult, path: string): Step[] {
  if (isUnusual(result.proof)) return [{ text: say('cli.next.dump-unusual') }, { text: say('cli.next.dump-keep') }];
  const schema = tenantSchema(result);
  const sql = result.payload === 'postgresql-sql';
  const command = lineOf(restoreCommand(result, path));
  return [
    { text: say(sql ? 'cli.next.psql' : 'cli.next.pg-restore'), command },
    { text: say(schema === null ? 'cli.next.dump-replaces' : 'cli.next.tenant', { sql, schema }) },
    ...(sql && result.layers.length === 1 && result.layers[0] === 'gzip' ? [{ text: say('cli.next.vaultterm') }] : []),
    { text: say('cli.next.dump-keep') },
  ];
}

function lineOf(command: Command): string {
  return printable(shellLine(command, process.platform));
}
