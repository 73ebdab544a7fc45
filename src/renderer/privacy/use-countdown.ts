import { useEffect, useState } from 'react';

/** Counts down whole seconds from `seconds`, and from a new number when main says one; never below zero. */
export function useCountdown(seconds: number): number {
  const [counted, setCounted] = useState({ from: seconds, left: seconds });
  if (counted.from !== seconds) setCounted({ from: seconds, left: seconds });
  useEffect(() => {
    const timer = setInterval(() => setCounted(({ from, left }) => ({ from, left: Math.max(0, left - 1) })), 1000);
    return () => clearInterval(timer);
  }, []);
  return counted.left;
}
