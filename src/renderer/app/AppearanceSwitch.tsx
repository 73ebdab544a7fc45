import { Monitor, Moon, Sun } from 'lucide-react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import type { AppState } from '../../shared/ipc/app-calls';
import { useSession } from '../base/session-store';
import { useSay } from '../base/speech';

const CHOICES = [
  { value: 'system', icon: Monitor, words: 'app.appearance.system' },
  { value: 'light', icon: Sun, words: 'app.appearance.light' },
  { value: 'dark', icon: Moon, words: 'app.appearance.dark' },
] as const;

/** Light, dark, or as the system is. */
export function AppearanceSwitch({ appearance }: { appearance: AppState['appearance'] }) {
  const say = useSay();
  const setAppearance = useSession((session) => session.setAppearance);
  return (
    <RadioGroup
      className="switch"
      orientation="horizontal"
      value={appearance}
      onChange={(value) => {
        const choice = CHOICES.find((one) => one.value === value);
        if (choice !== undefined) void setAppearance(choice.value);
      }}
    >
      <Label className="unseen">{say('app.appearance.label')}</Label>
      {CHOICES.map(({ value, icon: Icon, words }) => (
        <Radio key={value} value={value} className="switch-choice">
          <span title={say(words)} className="switch-icon">
            <Icon size={16} />
          </span>
          <span className="unseen">{say(words)}</span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
