import { z } from 'zod';
import { hash, MOST_LINES } from './model';

/** The end of a logbook as it was once, kept elsewhere: a logbook without that line was emptied or put back. */
export const anchorSchema = z.strictObject({
  count: z.number().int().min(1).max(MOST_LINES),
  /** SHA-256 of line number `count`. */
  last: hash,
  /** Fingerprint of the installation whose logbook it is: another's says nothing of this one. */
  signer: z.string().max(100),
});
export type Anchor = z.output<typeof anchorSchema>;

/** What keeps an anchor: a file that changes seldom, and for reasons of its own. */
export interface AnchorKeeper {
  /** Null where there is none, or it cannot be read: that is for others to tell. */
  readAnchor(): Promise<Anchor | null>;
  keepAnchor(anchor: Anchor): Promise<void>;
}

/** Of two, the one that knows more of this installation's logbook. */
export function laterAnchor(one: Anchor | null, other: Anchor | null, signer: string): Anchor | null {
  const [known, more] = [one, other].map((anchor) => (anchor?.signer === signer ? anchor : null));
  return (more?.count ?? 0) > (known?.count ?? 0) ? (more ?? null) : (known ?? null);
}
