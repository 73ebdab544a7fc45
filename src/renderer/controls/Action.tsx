import type { ReactNode } from 'react';
import { Button, ProgressBar } from 'react-aria-components';
import type { LucideIcon } from 'lucide-react';
import { useSay } from '../app/speech';

interface ActionProps {
  children: ReactNode;
  onPress?: () => void;
  /** One `primary` a screen; `grave` for what cannot be undone. */
  kind?: 'primary' | 'plain' | 'quiet' | 'grave';
  icon?: LucideIcon;
  disabled?: boolean;
  /** Work is under way: the button keeps its focus and takes no second press. */
  busy?: boolean;
  label?: string;
  /** The id of a form that this button submits, wherever it stands. */
  form?: string;
  /** In a dialog: the answer that has the focus when it opens. */
  focused?: boolean;
}

/** A button of the app. */
export function Action({ children, onPress, kind = 'plain', icon: Icon, disabled, busy, label, form, focused }: ActionProps) {
  const say = useSay();
  return (
    <Button
      className={`action action-${kind}`}
      isDisabled={disabled ?? false}
      isPending={busy ?? false}
      aria-label={label}
      {...(onPress === undefined ? {} : { onPress })}
      {...(form === undefined ? { type: 'button' } : { type: 'submit', form })}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- a dialog must take the focus, and the safe answer should have it
      autoFocus={focused ?? false}
    >
      {busy === true ? (
        <ProgressBar className="spinner" isIndeterminate aria-label={say('app.control.busy')} />
      ) : (
        Icon !== undefined && <Icon size={16} />
      )}
      <span className="action-words">{children}</span>
    </Button>
  );
}
