import { type ReactNode, useId } from 'react';

interface SectionProps {
  title: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A part of a screen, named by its own heading. */
export function Section({ title, className, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={className}>
      <h2 id={id} className="section-title">
        {title}
      </h2>
      {children}
    </section>
  );
}
