import { KeyRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { ask } from '../base/client';
import { Action } from '../base/controls/Action';
import { Data } from '../base/controls/Data';
import { useSay } from '../base/speech';
import type { HeldSecret } from '../jobs/given';

interface GivenSecretProps {
  children: ReactNode;
  secret: HeldSecret;
  /** Words of the button that drops it, when there are several and each needs a name. */
  dropWords: string;
  onDrop: () => void;
}

/**
 * A secret that was given: never shown again, only that it is there and where it came from. Dropped, it is forgotten in
 * main too.
 */
export function GivenSecret({ children, secret, dropWords, onDrop }: GivenSecretProps) {
  const say = useSay();
  return (
    <div className="given">
      <output className="space space-fits">
        <KeyRound size={16} />
        <span>{children}</span>
        {secret.source !== null && (
          <span className="given-source">
            <span>{say(secret.vault === true ? 'keys.at-hand.held' : 'app.secret.from')}</span>{' '}
            <Data>{secret.source}</Data>
          </span>
        )}
      </output>
      <Action
        kind="quiet"
        onPress={() => {
          void ask('secrets.forget', { secret: secret.token });
          onDrop();
        }}
      >
        {dropWords}
      </Action>
    </div>
  );
}
