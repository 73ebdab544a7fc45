import { Copy, Eye, EyeOff, Save } from 'lucide-react';
import { useState } from 'react';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { Code } from '../base/controls/Data';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Section } from '../base/controls/Section';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { ShownSecret } from '../vault/ShownSecret';
import type { Kind } from '../vault/secret-kinds';

type Told = { what: 'copied'; seconds: number } | { what: 'saved'; path: string } | { what: 'no-text' };

/** Shows a secret for a while, copies it, or writes it to a file: each only when it is asked for. */
export function SecretSection({ id, kind }: { id: string; kind: Kind }) {
  const say = useSay();
  const [shown, setShown] = useState<string | null>(null);
  const [told, setTold] = useState<Told | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const working = useTask();

  const begin = () => {
    setTold(null);
    setFailure(null);
  };
  const reveal = () => {
    begin();
    void working.start(
      () => ask('vault.reveal', { id }),
      (answer) => {
        if (!answer.ok) return setFailure(answer.error);
        if (answer.value.text === null) setTold({ what: 'no-text' });
        else setShown(answer.value.text);
      },
    );
  };
  const copy = () => {
    begin();
    void working.start(
      () => ask('vault.copy', { id }),
      (answer) => (answer.ok ? setTold({ what: 'copied', seconds: answer.value.seconds }) : setFailure(answer.error)),
    );
  };
  const save = () => {
    begin();
    void working.start(
      () => ask('vault.export', { id }),
      (answer) => {
        if (!answer.ok) setFailure(answer.error);
        else if (answer.value !== null) setTold({ what: 'saved', path: answer.value.path });
      },
    );
  };

  return (
    <Section title={say('keys.secret')} className="secret">
      {shown === null ? <p>{say('keys.secret.hidden')}</p> : <ShownSecret text={shown} onHide={() => setShown(null)} />}
      {failure !== null && <FailureNotice failure={failure} />}
      <div className="key-ways">
        {kind !== 'file' && (
          <>
            {shown === null ? (
              <Action icon={Eye} onPress={reveal} disabled={working.busy}>
                {say('keys.secret.show')}
              </Action>
            ) : (
              <Action icon={EyeOff} onPress={() => setShown(null)}>
                {say('keys.secret.hide')}
              </Action>
            )}
            <Action icon={Copy} onPress={copy} disabled={working.busy}>
              {say('keys.secret.copy')}
            </Action>
          </>
        )}
        <Action icon={Save} onPress={save} disabled={working.busy}>
          {say('keys.secret.save')}
        </Action>
      </div>
      <output className="secret-told">
        {told?.what === 'copied' && say('keys.secret.copied', { seconds: told.seconds })}
        {told?.what === 'no-text' && say('keys.secret.no-text')}
        {told?.what === 'saved' && (
          <>
            <span>{say('keys.secret.saved')}</span> <Code breaks>{told.path}</Code>
          </>
        )}
      </output>
    </Section>
  );
}
