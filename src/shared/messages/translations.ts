/// <reference types="vite/types/importMeta.d.ts" />
import type { Sentences } from './catalogue';

/** How to load each file of sentences in another language than English, by its path; Vite lists them. */
const files = import.meta.glob<Sentences>(['./*/*.json', '!./en/*.json'], { import: 'default' });

/** Read only in a language other than English, which is at hand. @param language a folder's name */
export function loadTranslation(language: string): Promise<Sentences[]> {
  const own = Object.entries(files).filter(([path]) => path.startsWith(`./${language}/`));
  return Promise.all(own.map(([, load]) => load()));
}
