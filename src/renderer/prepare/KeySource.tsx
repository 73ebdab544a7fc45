import type { HeldKey } from '../../shared/ipc/contract';
import { useSay } from '../app/speech';

/** Where a key came from, and how long it stays at hand. */
export function KeySource({ value: { source } }: { value: HeldKey }) {
  const say = useSay();
  if (source === 'vault') return say('keys.at-hand.from');
  return `${source === 'paste' ? say('app.key.from-paste') : say('app.key.from-named-file', { name: source })} ${say('app.key.held')}`;
}
