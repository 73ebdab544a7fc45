import type { Say } from '../../shared/messages/catalogue';
import type { Scope } from '../client';

/** What an archive holds, in words. */
export function scopeWords(say: Say, scope: Scope): string {
  return say(scope === 'full' ? 'app.scope.full' : 'app.scope.frontend');
}
