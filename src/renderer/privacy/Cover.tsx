import type { LucideIcon } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useSay } from '../base/speech';
import './privacy.css';

interface CoverProps {
  icon: LucideIcon;
  title: string;
  children: ReactNode;
  /** The primary action last. */
  actions: ReactNode;
}

/** Fills the whole window in place of what was in it. */
export function Cover({ icon: Icon, title, children, actions }: CoverProps) {
  const say = useSay();
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);

  useEffect(() => {
    document.title = say('app.window', { place: title });
  }, [say, title]);

  return (
    <main className="cover">
      <Icon size={40} strokeWidth={1.5} className="cover-sign" />
      <h1 className="screen-title" ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
      <div className="cover-actions">{actions}</div>
    </main>
  );
}
