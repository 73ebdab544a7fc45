import type { Destination } from '../../shared/ipc/destination-calls';
import type { OpenedFile } from '../../shared/ipc/file-calls';
import type { HeldKey } from '../../shared/ipc/key-calls';
import type { ServerView } from '../../shared/ipc/server-calls';
import type { Accepts, Archive, Scope } from '../base/client';
import type { Given, HeldSecret } from './given';

/** Everything that a restore needs, as the window knows it: keys and destinations by their tokens only. */
export interface RestorePlan {
  kind: 'restore';
  server: ServerView;
  archive: Archive;
  destination: Destination;
  /** Null where the archive is not encrypted, or with a passphrase. */
  key: HeldKey | null;
  passphrase: HeldSecret | null;
  overwrite: boolean;
  /** What a person takes although it is less than proven; nothing unless it was asked. */
  accepts?: Accepts;
}

/** The same for an archive on this machine. */
export interface OpenPlan {
  kind: 'open';
  file: OpenedFile;
  destination: Destination;
  given: Given;
  scope: Scope;
  overwrite: boolean;
  accepts?: Accepts;
}

/** A drill, which writes nothing: of an archive on a server, or of a file. */
export interface ServerDrillPlan {
  kind: 'server-drill';
  server: ServerView;
  archive: Archive;
  key: HeldKey | null;
  passphrase: HeldSecret | null;
  operator: string;
}

export interface FileDrillPlan {
  kind: 'file-drill';
  file: OpenedFile;
  given: Given;
  scope: Scope;
  operator: string;
}

export type Plan = RestorePlan | OpenPlan | ServerDrillPlan | FileDrillPlan;

/** One site of a list that is proven; `archive` is null where the site could not be asked for its newest. */
export interface BatchSite {
  server: ServerView;
  archive: Archive | null;
  key: HeldKey | null;
}

/** A site that is left out this time, with a person's consent, and what it lacks. */
export interface LeftOutSite {
  server: ServerView;
  archive: Archive | null;
  lack: 'key' | 'api-key' | 'unchecked' | 'changed';
}

/** Drills of the newest archive of several sites, one after another. */
export interface BatchPlan {
  kind: 'batch';
  sites: readonly BatchSite[];
  leftOut: readonly LeftOutSite[];
  operator: string;
}

/** Everything that runs as one job. */
export type JobPlan = Plan | BatchPlan;

/** The plans that end in a file. */
export type WritingPlan = RestorePlan | OpenPlan;

export function isDrill(plan: Plan): plan is ServerDrillPlan | FileDrillPlan {
  return plan.kind === 'server-drill' || plan.kind === 'file-drill';
}

/** Whether the archive comes from a server; otherwise it is a file on this machine. */
export function isFromServer(plan: Plan): plan is RestorePlan | ServerDrillPlan {
  return plan.kind === 'restore' || plan.kind === 'server-drill';
}

/** What a former try of a restore or of a drill from a server settled already. */
export type Kept = Partial<Pick<RestorePlan, 'archive' | 'destination' | 'key'>>;
