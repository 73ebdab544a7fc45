import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { formatLocale } from '../../shared/format/locale';
import { loadSpeaker, type Say, speaker } from '../../shared/messages/catalogue';
import { chooseLocale } from '../../shared/messages/languages';

const ENGLISH = { locale: 'en', say: speaker('en') };
const SayContext = createContext<Say>(ENGLISH.say);

/** The sentences of the app, in the language that the main process was started with. */
export function useSay(): Say {
  return useContext(SayContext);
}

/** Gives every screen below it the sentences of `locale`, once they are loaded; English is at hand. */
export function Speech({ locale, children }: { locale: string; children: ReactNode }) {
  const [spoken, setSpoken] = useState(ENGLISH);
  useEffect(() => {
    let asked = true;
    document.documentElement.lang = locale;
    if (locale !== 'en') void loadSpeaker(chooseLocale([locale])).then((say) => asked && setSpoken({ locale, say }));
    return () => {
      asked = false;
    };
  }, [locale]);
  if (spoken.locale !== locale) return null;
  return (
    <SayContext.Provider value={spoken.say}>
      <I18nProvider locale={formatLocale()}>{children}</I18nProvider>
    </SayContext.Provider>
  );
}
