import { useEffect, useState } from 'react';
import { Code } from '../base/controls/Data';
import { useSay } from '../base/speech';
import './vault.css';

/** How long a secret is shown, in seconds. */
const SHOWN_SECONDS = 30;

/** The secret itself, until its time is over or the window goes out of sight. */
export function ShownSecret({ text, onHide }: { text: string; onHide: () => void }) {
  const say = useSay();
  const [left, setLeft] = useState(SHOWN_SECONDS);

  useEffect(() => {
    const timer = setInterval(() => setLeft((before) => before - 1), 1000);
    const away = () => {
      if (document.visibilityState === 'hidden') onHide();
    };
    document.addEventListener('visibilitychange', away);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', away);
    };
  }, [onHide]);

  useEffect(() => {
    if (left <= 0) onHide();
  }, [left, onHide]);

  return (
    <>
      <p className="secret-text">
        <Code breaks>{text}</Code>
      </p>
      <p className="field-help">{say('keys.secret.again-in', { seconds: Math.max(0, left) })}</p>
    </>
  );
}
