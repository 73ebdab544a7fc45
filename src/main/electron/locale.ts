import { app } from 'electron';
import type { Locale } from '../../shared/messages/catalogue';

/** The language of this run: English, or the pseudo-language where `--lang=en-XA` asks for it. */
export function chooseLocale(): Locale {
  return app.commandLine.getSwitchValue('lang') === 'en-XA' ? 'en-XA' : 'en';
}
