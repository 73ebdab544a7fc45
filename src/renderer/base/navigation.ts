import { create } from 'zustand';
import type { OpenedFile } from '../../shared/ipc/contract';
import type { FoundReceipt } from '../../shared/ipc/register-calls';
import type { BrowseSubject } from '../browse/BrowseScreen';
import type { RecoveryUse } from '../escrow/recovery-store';
import type { SetRef, ShareRef } from '../escrow/register-store';
import type { KeptForFile } from '../files/FileScreen';
import type { Kept } from '../jobs/plan';
import type { Failure } from './client';

/** Where the window is. A server's own page decides by itself whether it asks, stops or lists. */
export type Route =
  | { at: 'welcome' }
  | { at: 'connect' }
  | { at: 'server'; server: string }
  | { at: 'prepare'; server: string; archive: string; kept: Kept }
  | { at: 'prepare-drill'; server: string; archive: string; kept: Kept }
  /** Where a file is dropped or chosen; with the failure when that one could not be read. */
  | { at: 'open'; failure: Failure | null }
  | { at: 'file'; file: OpenedFile; kept: KeptForFile }
  /** Inside an archive that is looked into for as long as the window is here. */
  | { at: 'browse'; subject: BrowseSubject }
  | { at: 'drills' }
  /** Where the newest archive of every site is prepared for its drill. */
  | { at: 'drill-list' }
  /** A drill of the history. */
  | { at: 'drill'; job: string }
  /** The vault: all of it, one secret, or a new one. */
  | { at: 'keys' }
  | { at: 'key'; id: string }
  | { at: 'add-key' }
  /** Who holds which share: all sets, one of them, and what changes in it. */
  | { at: 'escrow' }
  | { at: 'escrow-set'; set: SetRef }
  /** With the share that is expected, where one is. */
  | { at: 'check-in'; share: ShareRef | null }
  | { at: 'hand-over'; share: ShareRef }
  | { at: 'receipt'; found: FoundReceipt }
  /** The split of a key: its store says of which one, and how far it has come. */
  | { at: 'ceremony' }
  /** Recovery from cards, with who asked for the secret, or nobody. */
  | { at: 'recovery'; use: RecoveryUse | null }
  | { at: 'logbook' }
  | { at: 'settings' }
  /** What interrupted restores left. */
  | { at: 'leftovers' }
  /** The present job, whether it runs or has ended. */
  | { at: 'job' };

interface Navigation {
  route: Route;
  go(route: Route): void;
}

export const useNavigation = create<Navigation>()((set) => ({
  route: { at: 'welcome' },
  go: (route) => set({ route }),
}));
