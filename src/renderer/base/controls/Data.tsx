import type { ReactNode } from 'react';

/** Something that is no sentence of Salvor's: a name, a path, a date, a size. It is never translated. */
export function Data({ children, title }: { children: ReactNode; title?: string }) {
  return (
    <span translate="no" title={title}>
      {children}
    </span>
  );
}

/** Data that is read sign by sign: a fingerprint, a file name, a path. */
export function Code({ children, title, breaks = false }: { children: ReactNode; title?: string; breaks?: boolean }) {
  return (
    <span className={breaks ? 'code code-breaks' : 'code'} translate="no" title={title}>
      {children}
    </span>
  );
}
