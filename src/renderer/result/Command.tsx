import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { ask } from '../base/client';
import { Action } from '../base/controls/Action';
import { useSay } from '../base/speech';

/** A command to be typed elsewhere, in full, and a button that copies it. */
export function Command({ children }: { children: string }) {
  const say = useSay();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    // Where it cannot be copied, the command can still be selected by hand.
    setCopied((await ask('app.copyCommand', { command: children })).ok);
  };
  return (
    <div className="command">
      <pre className="command-text code" translate="no">
        {children.split(/(?<= )/).map((word, place) => (
          // oxlint-disable-next-line react/no-array-index-key -- a word may occur twice, and none moves
          <span key={place} className="command-word">
            {word}
          </span>
        ))}
      </pre>
      <Action kind="quiet" icon={copied ? Check : Copy} onPress={() => void copy()}>
        {say(copied ? 'app.result.copied' : 'app.result.copy')}
      </Action>
    </div>
  );
}
