import { KeyRound } from 'lucide-react';
import type { HeldKey } from '../../shared/ipc/key-calls';
import { Code, Data } from '../base/controls/Data';
import { useSay } from '../base/speech';

/** A key that was given. @param words for one that does not come from the vault */
export function GivenKey({ value, words }: { value: HeldKey; words: string }) {
  const say = useSay();
  return (
    <output className="space space-fits">
      <KeyRound size={16} />
      {value.source === 'vault' ? (
        <>
          <span>{say('keys.at-hand.held')}</span>
          <Data>{value.label}</Data>
        </>
      ) : (
        <span>{words}</span>
      )}
      <Code>{value.fingerprint}</Code>
    </output>
  );
}

/** Where a key came from, and how long it stays at hand. */
export function KeySource({ value: { source } }: { value: HeldKey }) {
  const say = useSay();
  if (source === 'vault') return say('keys.at-hand.from');
  if (source === 'cards') return `${say('recover.key-from')} ${say('app.key.held')}`;
  return `${source === 'paste' ? say('app.key.from-paste') : say('app.key.from-named-file', { name: source })} ${say('app.key.held')}`;
}
