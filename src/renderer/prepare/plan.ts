import type { Destination, HeldKey, ServerView } from '../../shared/ipc/contract';
import type { Archive } from '../client';

/** Everything that a restore needs, as the window knows it: keys and places by their tokens only. */
export interface Plan {
  server: ServerView;
  archive: Archive;
  destination: Destination;
  /** Null where the archive is not encrypted. */
  key: HeldKey | null;
  overwrite: boolean;
}
