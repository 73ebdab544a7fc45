import { CircleCheck, Info, OctagonX, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

export type Tone = 'note' | 'good' | 'warning' | 'stop';

const ICONS = { note: Info, good: CircleCheck, warning: TriangleAlert, stop: OctagonX } as const;

interface NoticeProps {
  tone: Tone;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** Read out at once when it appears. */
  urgent?: boolean;
}

/** Something that the person must know, with its weight said by icon and words as well as by colour. */
export function Notice({ tone, title, children, actions, urgent = false }: NoticeProps) {
  const Icon = ICONS[tone];
  return (
    <div className={`notice notice-${tone}`} role={urgent ? 'alert' : undefined}>
      <Icon className="notice-icon" size={20} />
      <div className="notice-body">
        <p className="notice-title">{title}</p>
        {children}
        {actions !== undefined && <div className="notice-actions">{actions}</div>}
      </div>
    </div>
  );
}
