import { failed } from '../../core/errors';
import type { Backup } from '../../core/sources/model';
import type { Survey } from '../../shared/ipc/contract';
import { askEngine } from '../jobs/engine-host';
import type { Servers } from './servers';

/** The latest look at each site, so that an archive which the window names need not be asked for again. */
export class Surveys {
  readonly #servers: Servers;
  readonly #latest = new Map<string, Survey>();

  constructor(servers: Servers) {
    this.#servers = servers;
  }

  async take(server: string): Promise<Survey> {
    const survey = await askEngine({ kind: 'survey', ...(await this.#servers.access(server)) });
    this.#latest.set(server, survey);
    return survey;
  }

  /** The latest survey; the first one is made when there is none yet. */
  async latest(server: string): Promise<Survey> {
    return this.#latest.get(server) ?? this.take(server);
  }

  /** The latest survey, as far as there is one in this run. */
  known(server: string): Survey | undefined {
    return this.#latest.get(server);
  }

  /** @throws archive-not-found when the latest survey does not list it */
  async backup(server: string, id: string): Promise<Backup> {
    const found = (await this.latest(server)).archives.find(({ backup }) => backup.id === id);
    if (found === undefined) throw failed('archive-not-found', { id });
    return found.backup;
  }

  forget(server: string): void {
    this.#latest.delete(server);
  }
}
