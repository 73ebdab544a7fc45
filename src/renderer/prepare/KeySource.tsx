import type { HeldKey } from '../../shared/ipc/contract';
import { useSay } from '../base/speech';

/** Where a key came from, and how long it stays at hand. */
export function KeySource({ value: { source } }: { value: HeldKey }) {
  const say = useSay();
  if (source === 'vault') return say('keys.at-hand.from');
  if (source === 'cards') return `${say('recover.key-from')} ${say('app.key.held')}`;
  return `${source === 'paste' ? say('app.key.from-paste') : say('app.key.from-named-file', { name: source })} ${say('app.key.held')}`;
}
