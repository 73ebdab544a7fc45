import { Action } from '../base/controls/Action';
import { Code } from '../base/controls/Data';
import { useSay } from '../base/speech';
import { usePracticeKit } from '../servers/use-practice-kit';

/** For practice only: what the backup server's console would show, and a way to fill it in. */
export function PracticeConsole({ onFill }: { onFill: (fingerprint: string) => void }) {
  const say = useSay();
  const kit = usePracticeKit();
  if (kit === null) return null;
  return (
    <aside className="practice-console" aria-labelledby="practice-console-title">
      <h2 id="practice-console-title" className="practice-title">
        {say('app.practice.console')}
      </h2>
      <p>{say('app.practice.console-text')}</p>
      <p className="practice-shown">
        <Code>{kit.fingerprint}</Code>
      </p>
      <Action onPress={() => onFill(kit.fingerprint)}>{say('app.practice.fill-in')}</Action>
    </aside>
  );
}
