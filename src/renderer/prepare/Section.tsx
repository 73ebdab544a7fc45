import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSay } from '../app/speech';

interface SectionProps {
  number: number;
  title: string;
  done: boolean;
  children: ReactNode;
}

/** One numbered part of the preparation; its number becomes a tick when nothing is missing in it. */
export function Section({ number, title, done, children }: SectionProps) {
  const say = useSay();
  return (
    <li className={done ? 'part part-done' : 'part'}>
      <span className="part-number" aria-hidden translate="no">
        {done ? <Check size={16} strokeWidth={2.5} /> : number}
      </span>
      <div className="part-body">
        <h2 className="part-title">
          {title}
          {done && <span className="unseen"> {say('app.prepare.done')}</span>}
        </h2>
        {children}
      </div>
    </li>
  );
}
