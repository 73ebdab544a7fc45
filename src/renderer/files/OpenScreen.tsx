import { FileDown } from 'lucide-react';
import { useState } from 'react';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { Section } from '../base/controls/Section';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import './files.css';

declare module '../base/navigation' {
  interface Routes {
    /** With the failure when a file that was dropped or chosen could not be read. */
    open: { failure: Failure | null };
  }
}

const KINDS = ['portal', 'proxpanel', 'vaultterm', 'plain'] as const;

/** Where a file comes in: dropped, or chosen in the system's dialog. */
export function OpenScreen({ failure: dropped }: { failure: Failure | null }) {
  const say = useSay();
  const { go } = useNavigation();
  const [refusal, setRefusal] = useState<Failure | null>(null);
  const choosing = useTask();
  const failure = refusal ?? dropped;

  const choose = () =>
    void choosing.start(
      () => ask('files.choose', {}),
      (answer) => {
        if (!answer.ok) setRefusal(answer.error);
        else if (answer.value !== null) go({ at: 'file', file: answer.value, kept: {} });
      },
    );

  return (
    <Screen
      reading
      title={say('app.open.title')}
      windowTitle={say('app.window', { place: say('app.open.title') })}
      lead={<p>{say('app.open.lead')}</p>}
      status={<p>{say('app.open.safe')}</p>}
      actions={
        <Action kind="primary" busy={choosing.busy} onPress={choose}>
          {say('app.open.choose')}
        </Action>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      <div className="drop-place">
        <FileDown size={32} strokeWidth={1.5} />
        <p className="drop-words">{say('app.open.drop')}</p>
        <p>{say('app.open.by-content')}</p>
      </div>
      <Section title={say('app.open.kinds')}>
        <ul className="plain-list">
          {KINDS.map((kind) => (
            <li key={kind}>{say(`app.open.kind.${kind}`)}</li>
          ))}
        </ul>
      </Section>
    </Screen>
  );
}
