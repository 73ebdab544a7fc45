import { Check } from 'lucide-react';

/** The box of a checkbox; its tick is shown by the stylesheet when the checkbox is selected. */
export function TickMark() {
  return (
    <span className="tick-box" aria-hidden>
      <Check size={12} strokeWidth={3} />
    </span>
  );
}
