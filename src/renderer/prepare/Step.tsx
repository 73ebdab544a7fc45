import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSay } from '../base/speech';

interface StepProps {
  number: number;
  title: string;
  done: boolean;
  /** Right of the title: the way to settle it again. */
  tool?: ReactNode;
  children: ReactNode;
}

/** One numbered part of the preparation; its number becomes a tick when nothing is missing in it. */
export function Step({ number, title, done, tool, children }: StepProps) {
  const say = useSay();
  return (
    <li className={done ? 'part part-done' : 'part'}>
      <span className="part-number" aria-hidden translate="no">
        {done ? <Check size={16} strokeWidth={2.5} /> : number}
      </span>
      <div className="part-body">
        <div className="part-head">
          <h2 className="part-title">
            {title}
            {done && <span className="unseen"> {say('app.prepare.done')}</span>}
          </h2>
          {tool}
        </div>
        {children}
      </div>
    </li>
  );
}
