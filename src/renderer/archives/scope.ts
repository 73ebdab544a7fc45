import { formatMoment } from '../../shared/format/dates';
import { formatSize } from '../../shared/format/size';
import type { Say } from '../../shared/messages/catalogue';
import type { Archive } from '../base/client';

/** What an archive holds, in words: a scope that is not known is shown as the server calls it. */
export function scopeWords(say: Say, scope: Archive['scope']): string {
  if (scope === 'full') return say('app.scope.full');
  if (scope === 'frontend') return say('app.scope.frontend');
  return scope ?? say('app.scope.unknown');
}

export function momentWords(say: Say, { createdAt: at }: Archive): string {
  return at === null ? say('app.archives.no-date') : formatMoment(at);
}

export function sizeWords(say: Say, { bytes }: Archive): string {
  return bytes === null ? say('app.archives.no-size') : formatSize(bytes);
}

/** What is odd about the server's entry of an archive; empty for most. */
export function oddWords(say: Say, { odd }: Archive): string {
  return odd.map((field) => say(`archive.odd.${field}`)).join('; ');
}
