import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  icon?: LucideIcon;
  title: string;
  text: string;
  points?: readonly string[];
  children?: ReactNode;
}

/** In place of a list that is still empty: what it will hold, and what for. */
export function EmptyState({ icon: Icon, title, text, points, children }: EmptyStateProps) {
  return (
    <div className="explained">
      {Icon !== undefined && <Icon size={32} strokeWidth={1.5} className="empty-sign" />}
      <h2 className="section-title">{title}</h2>
      <p>{text}</p>
      {points !== undefined && (
        <ul className="plain-list">
          {points.map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
      )}
      {children}
    </div>
  );
}
