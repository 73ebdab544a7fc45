import { Lock } from 'lucide-react';
import { useId, useState } from 'react';
import type { CallInput } from '../../shared/ipc/contract';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { FailureNotice } from '../base/controls/FailureNotice';
import { SecretField } from '../base/controls/SecretField';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import type { HeldSecret } from '../jobs/given';

interface SecretEntryProps {
  kind: CallInput<'secrets.hold'>['kind'];
  label: string;
  onSecret: (secret: HeldSecret) => void;
  /** Where two custodians bring it back from their cards; left out where they keep none of that kind. */
  onCards?: () => void;
}

const USE = {
  passphrase: 'app.secret.use.passphrase',
  'database-password': 'app.secret.use.database-password',
  'license-key': 'app.secret.use.license-key',
} as const;

/**
 * How a secret of one line is given: typed or pasted, or from a file. What was typed is gone from here once it is
 * taken.
 */
export function SecretEntry({ kind, label, onSecret, onCards }: SecretEntryProps) {
  const say = useSay();
  const form = useId();
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const giving = useTask();

  const hold = () => {
    if (text === '') return;
    void giving.start(
      () => ask('secrets.hold', { kind, text }),
      (answer) => {
        if (!answer.ok) return setFailure(answer.error);
        setText('');
        setFailure(null);
        onSecret({ token: answer.value.token, source: null });
      },
    );
  };
  const choose = () =>
    void giving.start(
      () => ask('secrets.choose', { kind }),
      (answer) => {
        if (!answer.ok) return setFailure(answer.error);
        if (answer.value === null) return;
        setText('');
        setFailure(null);
        onSecret(answer.value);
      },
    );

  return (
    <form
      id={form}
      className="key-entry"
      onSubmit={(event) => {
        event.preventDefault();
        hold();
      }}
    >
      <SecretField label={label} value={text} onChange={setText} disabled={giving.busy} />
      <p className="promise">
        <Lock size={14} />
        <span>{say('app.secret.never-leaves')}</span>
      </p>
      {failure !== null && <FailureNotice failure={failure} />}
      <div className="key-ways">
        <Action form={form} busy={giving.busy} disabled={text === ''}>
          {say(USE[kind])}
        </Action>
        <Action onPress={choose} disabled={giving.busy}>
          {say('app.key.from-file')}
        </Action>
        {onCards !== undefined && (
          <Action onPress={onCards} disabled={giving.busy}>
            {say('recover.from-cards')}
          </Action>
        )}
      </div>
    </form>
  );
}
