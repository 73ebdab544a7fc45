import { Label, Radio, RadioGroup } from 'react-aria-components';
import type { Scope } from '../base/client';
import { useSay } from '../base/speech';
import { Step } from '../prepare/Step';

export type Purpose = 'open' | 'browse' | 'drill';

interface PurposeProps {
  number: number;
  purpose: Purpose;
  onPurpose: (purpose: Purpose) => void;
  /** What is expected inside; null where only one answer is possible. */
  scope: Scope | null;
  onScope: (scope: Scope) => void;
}

const PURPOSES = ['open', 'browse', 'drill'] as const;
const SCOPES = ['full', 'frontend'] as const;

/** Whether a person wants the contents, to browse them, or only the proof that they are whole. */
export function PurposeStep({ number, purpose, onPurpose, scope, onScope }: PurposeProps) {
  const say = useSay();
  return (
    <Step number={number} title={say('app.file.purpose')} done>
      <RadioGroup
        className="options"
        value={purpose}
        onChange={(value) => {
          const next = PURPOSES.find((one) => one === value);
          if (next !== undefined) onPurpose(next);
        }}
      >
        <Label className="unseen">{say('app.file.purpose')}</Label>
        {PURPOSES.map((one) => (
          <Radio key={one} value={one} className="option">
            <span className="option-dot" aria-hidden />
            <span className="option-words">
              <span className="option-name">{say(`app.file.purpose.${one}`)}</span>
              <span className="field-help">{say(`app.file.purpose.${one}-text`)}</span>
            </span>
          </Radio>
        ))}
      </RadioGroup>
      {scope !== null && (
        <RadioGroup
          className="scope"
          orientation="horizontal"
          value={scope}
          onChange={(value) => {
            const next = SCOPES.find((one) => one === value);
            if (next !== undefined) onScope(next);
          }}
        >
          <Label className="scope-label">{say('app.file.scope')}</Label>
          <div className="switch">
            {SCOPES.map((one) => (
              <Radio key={one} value={one} className="switch-choice">
                <span className="switch-words">{say(`app.scope.${one}`)}</span>
              </Radio>
            ))}
          </div>
        </RadioGroup>
      )}
    </Step>
  );
}
