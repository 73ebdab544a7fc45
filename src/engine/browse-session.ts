import { basename, dirname } from 'node:path';
import type { BrowsedArchive } from '../core/browse/browse';
import { countStanding, extractEntries, extractEntry } from '../core/browse/extract';
import type { Files } from '../core/browse/files';
import { entriesPage, objectsPage, takenOut } from '../core/browse/pages';
import type { PortalDatabase } from '../core/browse/portal-database';
import type { TocEntry } from '../core/contents/postgresql/toc';
import { listedEntries } from '../core/contents/postgresql/toc-line';
import { exists } from '../core/disk/part-file';
import { failed } from '../core/errors';
import type { JobContext } from '../core/restore/job';
import type { AnswerTo, Place, Question, QuestionKind } from './browse-messages';

/** As many rows as are shown of a table. */
const ROWS = 100;

/** Questions that are answered out of memory. Every other reads the archive or writes, one after the other. */
const AT_ONCE: ReadonlySet<QuestionKind> = new Set(['entries', 'objects', 'name']);

/** Answers questions about an open archive. */
export class BrowseSession {
  readonly #browsed: BrowsedArchive;
  #objects: readonly TocEntry[] | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(browsed: BrowsedArchive) {
    this.#browsed = browsed;
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
    await this.#browsed.close();
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
        const { inside } = this.#browsed;
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
    if (kind === 'folder') return countStanding(this.#browsed, { entries }, path);
    return (await exists(path)) ? 1 : 0;
  }

  async #extract(
    { chosen, place, overwrite }: Extract<Question, { kind: 'extract' }>,
    context: JobContext,
  ): Promise<AnswerTo<'extract'>> {
    if (place.kind === 'folder') {
      return takenOut(
        await extractEntries(this.#browsed, { entries: chosen }, place.path, { overwrite }, context),
        place.path,
      );
    }
    const [only] = chosen;
    if (only === undefined || chosen.length > 1)
      throw failed('unexpected', { detail: 'several entries cannot go into one file' });
    const written = await extractEntry(this.#browsed, only, place.path, { overwrite }, context);
    return takenOut({ written: [written], failed: [], stopped: false }, dirname(place.path));
  }

  #files(): Files {
    const { inside } = this.#browsed;
    if (!('files' in inside)) throw failed('no-entries-inside', {});
    return inside.files;
  }

  #database(): PortalDatabase {
    const { inside } = this.#browsed;
    if (inside.kind !== 'zip' || inside.database === null) throw failed('table-not-found', { table: '' });
    return inside.database;
  }

  #tocEntries(): readonly TocEntry[] {
    const { inside } = this.#browsed;
    if (inside.kind !== 'postgresql-custom') throw failed('no-entries-inside', {});
    this.#objects ??= listedEntries(inside.toc);
    return this.#objects;
  }
}
