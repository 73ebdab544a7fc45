import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Leftovers } from '../../src/core/leftovers/store';

/**
 * A user of their own for one run of the command: a home with its data folder, a folder for results and one for
 * scratch.
 */
export class Home {
  readonly results: string;
  readonly env: NodeJS.ProcessEnv;
  readonly data: string;
  readonly leftovers: Leftovers;
  readonly #folder: string;
  readonly #scratch: string;

  private constructor(folder: string, results: string) {
    this.#folder = folder;
    this.results = results;
    this.#scratch = join(folder, 'tmp');
    const settings = join(folder, '.config');
    this.env = {
      ...process.env,
      HOME: folder,
      XDG_CONFIG_HOME: settings,
      APPDATA: settings,
      TMPDIR: this.#scratch,
      TEMP: this.#scratch,
      TMP: this.#scratch,
    };
    this.data =
      process.platform === 'darwin'
        ? join(folder, 'Library', 'Application Support', 'salvor')
        : join(settings, 'salvor');
    this.leftovers = new Leftovers(this.data);
  }

  /** @param results an existing folder elsewhere for the results, for instance on another disk */
  static async below(parent: string, results?: string): Promise<Home> {
    const folder = await mkdtemp(join(parent, 'home-'));
    const home = new Home(folder, results ?? join(folder, 'results'));
    for (const path of [home.#scratch, ...(results === undefined ? [home.results] : [])]) await mkdir(path);
    return home;
  }

  /** Every folder in which a run may write. */
  get folders(): string[] {
    return [this.#folder, this.results];
  }

  /**
   * What lies about after a sweep, as each start of Salvor does one: files among the results, and anything in the
   * scratch folder, that neither have a final name of `names` nor are told by the list of left-overs.
   */
  async unlisted(names: readonly string[]): Promise<string[]> {
    await this.#ageUnfinishedRecords();
    await this.leftovers.sweep([this.results, this.#scratch]);
    const listed = new Set((await this.leftovers.list()).map(({ part }) => part));
    const results = (await readdir(this.results)).filter(
      (name) => !names.includes(name) && !listed.has(join(this.results, name)),
    );
    const records = (await readdir(join(this.data, 'leftovers')).catch(() => [])).filter((name) =>
      name.endsWith('.part'),
    );
    return [...results, ...records, ...(await readdir(this.#scratch))];
  }

  /** A record that was being written is removed when it is a minute old: time passes quicker here. */
  async #ageUnfinishedRecords(): Promise<void> {
    const folder = join(this.data, 'leftovers');
    const long = new Date(Date.now() - 3_600_000);
    for (const name of await readdir(folder).catch(() => []))
      await utimes(join(folder, name), long, long).catch(() => {});
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
