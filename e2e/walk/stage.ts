import { type LaunchedApp, type LaunchOptions, launchApp } from '../support/launch';
import { type Backend, startBackend } from './backend';
import { type TestFolder, testFolder } from './folder';
import { Person } from './person';

/** Everything that a walk through somebody's own server needs: the server, the app without its own, and a folder. */
export interface Stage {
  readonly backend: Backend;
  readonly folder: TestFolder;
  readonly salvor: LaunchedApp;
  readonly person: Person;
  /** Errors in the window's console and uncaught ones; must be none after each test. */
  problems(): Promise<string[]>;
  close(): Promise<void>;
}

export async function setStage(options: LaunchOptions = {}): Promise<Stage> {
  const folder = await testFolder();
  const backend = await startBackend();
  const salvor = await launchApp({ ...options, args: ['--no-practice', ...(options.args ?? [])] });
  return {
    backend,
    folder,
    salvor,
    person: new Person(salvor),
    problems: salvor.problems,
    close: async () => {
      await salvor.close();
      await backend.close();
      await folder.remove();
    },
  };
}
