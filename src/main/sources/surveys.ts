import { failed } from '../../core/errors';
import type { Archive, Survey } from '../../core/sources/model';
import { askEngine } from '../jobs/engine-host';
import type { Servers } from './servers';

/** The latest survey of each site, so that an archive which the window names need not be asked for again. */
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

  /** The cached survey, if any. */
  cached(server: string): Survey | undefined {
    return this.#latest.get(server);
  }

  /** @throws archive-not-found when the latest survey does not list it */
  async archive(server: string, id: string): Promise<Archive> {
    const found = (await this.latest(server)).archives.find((archive) => archive.id === id);
    if (found === undefined) throw failed('archive-not-found', { id });
    return found;
  }

  forget(server: string): void {
    this.#latest.delete(server);
  }
}
