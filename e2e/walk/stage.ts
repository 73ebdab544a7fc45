import type { Locale } from '../../src/shared/messages/languages';
import { type LaunchedApp, launchApp } from '../support/launch';
import { type Backend, startBackend } from './backend';
import { type TestFolder, testFolder } from './folder';
import { Person } from './person';

/** Everything that a walk through a person's own server needs: the server, the app without its own, and a folder. */
export interface Stage {
  readonly backend: Backend;
  readonly folder: TestFolder;
  readonly salvor: LaunchedApp;
  readonly person: Person;
  /** Errors in the window's console and uncaught ones; must be none after each test. */
  problems(): Promise<string[]>;
  close(): Promise<void>;
}

interface StageOptions {
  readonly locale?: Locale;
  /** With the practice server that comes with the app, too. */
  readonly practice?: boolean;
  readonly userData?: string;
  /** How often in a row the app tries again when the network fails. */
  readonly tries?: number;
}

export async function setStage({
  locale = 'en',
  practice = false,
  userData,
  tries = 1,
}: StageOptions = {}): Promise<Stage> {
  // What goes wrong here mostly does so for ever.
  const args = [
    `--tries=${tries}`,
    ...(practice ? [] : ['--no-practice']),
    ...(locale === 'en' ? [] : [`--lang=${locale}`]),
  ];
  const folder = await testFolder();
  const backend = await startBackend();
  const salvor = await launchApp({ args, ...(userData === undefined ? {} : { userData }) });
  return {
    backend,
    folder,
    salvor,
    person: new Person(salvor, locale),
    problems: salvor.problems,
    close: async () => {
      await salvor.close();
      await backend.close();
      await folder.remove();
    },
  };
}
