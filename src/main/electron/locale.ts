import { app } from 'electron';
import { chooseLocale, type Locale } from '../../shared/messages/languages';

/** The language of this run: the one that `--lang` asks for, or else the system's. */
export function localeOfRun(): Locale {
  return chooseLocale([app.commandLine.getSwitchValue('lang'), app.getLocale()]);
}
