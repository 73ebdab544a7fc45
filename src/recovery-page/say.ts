import type { Failure } from '../core/errors';
import { explain, type MessageKey, type Say } from '../shared/messages/catalogue';
import custodyErrors from '../shared/messages/en/custody-errors.json';
import page from '../shared/messages/en/recovery-page.json';
import { readSentence } from '../shared/messages/sentence';

/**
 * The page carries its own sentences and those of custody's failures alone, to stay small enough to be printed or
 * mailed.
 */
const sentences: Partial<Record<MessageKey, string>> = { ...page, ...custodyErrors };

export const say: Say = (key, values) => readSentence(sentences[key] ?? key)(values);

/** Title, what happened and what to do of a failure; of one that custody does not name, what the browser said. */
export function explained(failure: Failure): { title: string; happened: string; next: string } {
  if (`error.${failure.code}.title` in sentences) return explain(say, failure);
  const detail = failure.code === 'unexpected' ? failure.params.detail : failure.code;
  return { title: say('recovery.trouble.heading'), happened: say('recovery.trouble.unexpected', { detail }), next: '' };
}
