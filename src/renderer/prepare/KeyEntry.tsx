import { Lock } from 'lucide-react';
import { useState } from 'react';
import type { Outcome } from '../../core/errors';
import type { HeldKey } from '../../shared/ipc/key-calls';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { FailureNotice } from '../base/controls/FailureNotice';
import { SecretField } from '../base/controls/SecretField';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { PracticeKeys } from './PracticeKeys';

interface KeyEntryProps {
  needed: string | null;
  practice: boolean;
  onKey: (key: HeldKey) => void;
  /** Where two custodians bring it back from their cards. */
  onCards: () => void;
}

/** How a private key is given: pasted, or from a file. What was pasted is gone from here once it is taken. */
export function KeyEntry({ needed, practice, onKey, onCards }: KeyEntryProps) {
  const say = useSay();
  const [text, setText] = useState('');
  const [refusal, setRefusal] = useState<{ failure: Failure; from: 'text' | 'file' } | null>(null);
  const giving = useTask();

  const take = (from: 'text' | 'file') => (answer: Outcome<HeldKey | null>) => {
    if (!answer.ok) return setRefusal({ failure: answer.error, from });
    if (answer.value === null) return;
    setText('');
    setRefusal(null);
    onKey(answer.value);
  };
  const paste = (removeWhitespace: boolean) =>
    void giving.start(() => ask('keys.paste', { text, removeWhitespace }), take('text'));
  const choose = (removeWhitespace: boolean) =>
    void giving.start(() => ask('keys.choose', { removeWhitespace }), take('file'));

  return (
    <div className="key-entry">
      <SecretField
        label={say('app.key.paste')}
        value={text}
        onChange={(next) => {
          setText(next);
          setRefusal(null);
        }}
        placeholder={say('app.key.example')}
        lines={2}
        disabled={giving.busy}
      />
      <p className="promise">
        <Lock size={14} />
        <span>{say('app.key.never-leaves')}</span>
      </p>
      {refusal !== null && (
        <FailureNotice
          failure={refusal.failure}
          actions={
            refusal.failure.code === 'key-has-whitespace' && (
              <Action onPress={() => (refusal.from === 'text' ? paste(true) : choose(true))}>
                {say(refusal.from === 'text' ? 'app.key.remove-whitespace' : 'app.key.remove-whitespace-file')}
              </Action>
            )
          }
        />
      )}
      <div className="key-ways">
        <Action onPress={() => paste(false)} busy={giving.busy} disabled={text.trim() === ''}>
          {say('app.key.use')}
        </Action>
        <Action onPress={() => choose(false)} disabled={giving.busy}>
          {say('app.key.from-file')}
        </Action>
        <Action onPress={onCards} disabled={giving.busy}>
          {say('recover.from-cards')}
        </Action>
        {practice && <PracticeKeys needed={needed} onKey={onKey} />}
      </div>
    </div>
  );
}
