import { version } from '../../../package.json';
import type { LogNote } from '../../core/custody/logbook/logbook';
import type { LogEvent, LogFacts } from '../../core/custody/logbook/model';
import { Records } from '../../core/custody/register/records';
import { type Failure, toFailure } from '../../core/errors';
import { userName } from '../../core/user-name';
import { explain } from '../../shared/messages/catalogue';
import { dataFolder } from './data-folder';
import type { Session } from './session';

/**
 * Register and logbook of this user: the same that the app keeps. Where a change is made and its line cannot be
 * written, that is said.
 *
 * @param operator who it is, where they said so
 */
export function openRecords(session: Session, operator?: string): Records {
  return new Records(dataFolder(), {
    version,
    who: () => operator ?? userName(),
    unlogged: (failure) => tellUnlogged(session, failure),
  });
}

async function tellUnlogged({ say, terminal }: Session, failure: Failure): Promise<void> {
  await terminal.note(say('cli.log.not-written', { reason: explain(say, failure).happened }));
}

/**
 * Does a piece of work and writes into the logbook how it ended. A logbook that cannot be written must not cost a
 * restore at three in the morning: then that is said, and the work counts.
 *
 * @param facts of the result; of a failure they are asked for null
 */
export async function withLog<W extends LogEvent, T>(
  session: Session,
  what: W,
  facts: (result: T | null) => LogFacts<W>,
  work: () => Promise<T>,
): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await note(session, { what, outcome: toFailure(error).code, facts: facts(null) });
    throw error;
  }
  await note(session, { what, outcome: 'ok', facts: facts(result) });
  return result;
}

/** Writes one line, or says why it could not. @param told.who the operator, where they said so */
export async function note<W extends LogEvent>(
  session: Session,
  { who, ...line }: Omit<LogNote<W>, 'who'> & { who?: string },
): Promise<void> {
  await openRecords(session, who).note(line);
}
