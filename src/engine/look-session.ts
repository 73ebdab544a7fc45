import { basename, dirname } from 'node:path';
import { failed } from '../core/errors';
import { countStanding, extractEntries, extractEntry } from '../core/look/extract';
import type { Files } from '../core/look/files';
import type { Look } from '../core/look/look';
import { entriesPage, objectsPage, takenOut } from '../core/look/pages';
import type { PortalDatabase } from '../core/look/portal-database';
import type { TocEntry } from '../core/proof/postgresql/toc';
import { listedEntries } from '../core/proof/postgresql/toc-line';
import type { JobContext } from '../core/restore/job';
import { exists } from '../core/restore/part-file';
import type { AnswerTo, Place, Question, QuestionKind } from './look-messages';

/** As many rows as are shown of a table. */
const ROWS = 100;

/** Questions that are answered out of memory. Every other reads the archive or writes, one after the other. */
const AT_ONCE: ReadonlySet<QuestionKind> = new Set(['entries', 'objects', 'name']);

/** Answers questions about an archive that stands open. */
export class LookSession {
  readonly #look: Look;
  #objects: readonly TocEntry[] | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(look: Look) {
    this.#look = look;
  }

  /** @throws what the question's own function throws; no-entries-inside, table-not-found where there are none at all */
  answer(question: Question, context: JobContext): Promise<AnswerTo<QuestionKind>> {
    if (AT_ONCE.has(question.kind)) return this.#answer(question, context);
    const turn = this.#last.then(() => this.#answer(question, context));
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** Closes the archive when the last question is answered. */
  async close(): Promise<void> {
    await this.#last;
    await this.#look.close();
  }

  async #answer(question: Question, context: JobContext): Promise<AnswerTo<QuestionKind>> {
    const { signal } = context;
    signal.throwIfAborted();
    switch (question.kind) {
      case 'entries':
        return entriesPage(this.#files().entries, question.from);
      case 'objects':
        return objectsPage(this.#tocEntries(), question.from);
      case 'tables':
        return [...(await this.#database().tables(signal))];
      case 'rows':
        return this.#database().rows(question.table, ROWS, signal);
      case 'dump': {
        const { inside } = this.#look;
        if (inside.kind !== 'postgresql-sql') throw failed('no-entries-inside', {});
        return inside.sql.facts(signal);
      }
      case 'name':
        return this.#nameOf(question.chosen);
      case 'standing':
        return this.#standing(question.chosen, question.place);
      case 'extract':
        return this.#extract(question, context);
    }
  }

  #nameOf(chosen: readonly number[]): string | null {
    const [only, ...others] = chosen;
    const entry = only === undefined || others.length > 0 ? undefined : this.#files().entries[only];
    return entry === undefined || entry.folder ? null : basename(entry.path);
  }

  async #standing(entries: readonly number[], { kind, path }: Place): Promise<number> {
    if (kind === 'folder') return countStanding(this.#look, { entries }, path);
    return (await exists(path)) ? 1 : 0;
  }

  async #extract(
    { chosen, place, overwrite }: Extract<Question, { kind: 'extract' }>,
    context: JobContext,
  ): Promise<AnswerTo<'extract'>> {
    if (place.kind === 'folder') {
      return takenOut(
        await extractEntries(this.#look, { entries: chosen }, place.path, { overwrite }, context),
        place.path,
      );
    }
    const [only] = chosen;
    if (only === undefined || chosen.length > 1)
      throw failed('unexpected', { detail: 'several entries cannot go into one file' });
    const written = await extractEntry(this.#look, only, place.path, { overwrite }, context);
    return takenOut({ written: [written], failed: [], stopped: false }, dirname(place.path));
  }

  #files(): Files {
    const { inside } = this.#look;
    if (!('files' in inside)) throw failed('no-entries-inside', {});
    return inside.files;
  }

  #database(): PortalDatabase {
    const { inside } = this.#look;
    if (inside.kind !== 'zip' || inside.database === null) throw failed('table-not-found', { table: '' });
    return inside.database;
  }

  #tocEntries(): readonly TocEntry[] {
    const { inside } = this.#look;
    if (inside.kind !== 'postgresql-custom') throw failed('no-entries-inside', {});
    this.#objects ??= listedEntries(inside.toc);
    return this.#objects;
  }
}
