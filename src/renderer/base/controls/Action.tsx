import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useSay } from '../speech';

interface ActionProps {
  children: ReactNode;
  onPress?: () => void;
  /** One `primary` a screen; `grave` for what cannot be undone. */
  kind?: 'primary' | 'plain' | 'quiet' | 'grave';
  icon?: LucideIcon;
  disabled?: boolean;
  /** Work is under way: the button keeps its focus, says so, and takes no second press. */
  busy?: boolean;
  /** The id of a form that this button submits, wherever it is. */
  form?: string;
  /** In a dialog: the answer that has the focus when it opens. */
  focused?: boolean;
}

/** A button of the app. */
export function Action({
  children,
  onPress,
  kind = 'plain',
  icon: Icon,
  disabled,
  busy = false,
  form,
  focused,
}: ActionProps) {
  const say = useSay();
  return (
    <>
      <Button
        className={`action action-${kind}${busy ? ' action-busy' : ''}`}
        isDisabled={disabled ?? false}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- a dialog must take the focus, and the safe answer should have it
        autoFocus={focused ?? false}
        onPress={() => {
          if (!busy) onPress?.();
        }}
        {...(form === undefined || busy ? { type: 'button' } : { type: 'submit', form })}
      >
        {busy ? <span className="spinner" /> : Icon !== undefined && <Icon size={16} />}
        <span className="action-words">{children}</span>
      </Button>
      <output className="unseen">{busy ? say('app.control.busy') : ''}</output>
    </>
  );
}
