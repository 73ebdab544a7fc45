import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { LOCALES, type Locale, type Say, speaker } from '../../shared/messages/catalogue';

const SayContext = createContext<Say>(speaker('en'));

/** The sentences of the app, in the language that the main process was started with. */
export function useSay(): Say {
  return useContext(SayContext);
}

/** Gives every screen below it the sentences of `locale`; English for a language that has none yet. */
export function Speech({ locale, children }: { locale: string; children: ReactNode }) {
  const known: Locale = LOCALES.find((name) => name === locale) ?? 'en';
  const say = useMemo(() => speaker(known), [known]);
  useEffect(() => {
    document.documentElement.lang = known;
  }, [known]);
  return <SayContext.Provider value={say}>{children}</SayContext.Provider>;
}
