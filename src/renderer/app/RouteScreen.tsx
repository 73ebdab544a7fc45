import type { ComponentType } from 'react';
import type { Route, Routes } from '../base/navigation';
import { PrepareBatchScreen } from '../batch/PrepareBatchScreen';
import { BrowseScreen } from '../browse/BrowseScreen';
import { ConnectScreen } from '../connect/ConnectScreen';
import { DrillsScreen } from '../drill/DrillsScreen';
import { PastDrillScreen } from '../drill/PastDrillScreen';
import { PrepareDrillScreen } from '../drill/PrepareDrillScreen';
import { CeremonyScreen } from '../escrow/ceremony/CeremonyScreen';
import { RecoveryScreen } from '../escrow/recovery/RecoveryScreen';
import { CheckInScreen } from '../escrow/register/CheckInScreen';
import { EscrowScreen } from '../escrow/register/EscrowScreen';
import { HandOverScreen } from '../escrow/register/HandOverScreen';
import { ReceiptScreen } from '../escrow/register/ReceiptScreen';
import { SetScreen } from '../escrow/register/SetScreen';
import { refKey } from '../escrow/register-store';
import { FileScreen } from '../files/FileScreen';
import { OpenScreen } from '../files/OpenScreen';
import { AddKeyScreen } from '../keys/AddKeyScreen';
import { KeyScreen } from '../keys/KeyScreen';
import { KeysScreen } from '../keys/KeysScreen';
import { LeftoversScreen } from '../leftovers/LeftoversScreen';
import { LogbookScreen } from '../logbook/LogbookScreen';
import { PrepareScreen } from '../prepare/PrepareScreen';
import { SettingsScreen } from '../settings/SettingsScreen';
import { JobScreen } from './JobScreen';
import { ServerScreen } from './ServerScreen';

/** Each screen but the first, and what keeps it apart from the same screen of something else. */
type Screens = {
  [At in Exclude<keyof Routes, 'welcome'>]: {
    Screen: ComponentType<Routes[At]>;
    keyOf?: (route: Routes[At]) => string;
  };
};

const archiveKey = ({ server, archive }: { server: string; archive: string }) => `${server}/${archive}`;

const SCREENS: Screens = {
  connect: { Screen: ConnectScreen },
  server: { Screen: ServerScreen, keyOf: ({ server }) => server },
  prepare: { Screen: PrepareScreen, keyOf: archiveKey },
  'prepare-drill': { Screen: PrepareDrillScreen, keyOf: archiveKey },
  open: { Screen: OpenScreen, keyOf: ({ failure }) => failure?.code ?? '' },
  file: { Screen: FileScreen, keyOf: ({ file }) => file.token },
  browse: { Screen: BrowseScreen, keyOf: ({ file }) => file.token },
  drills: { Screen: DrillsScreen },
  batch: { Screen: PrepareBatchScreen },
  drill: { Screen: PastDrillScreen, keyOf: ({ job }) => job },
  keys: { Screen: KeysScreen },
  key: { Screen: KeyScreen, keyOf: ({ id }) => id },
  'add-key': { Screen: AddKeyScreen },
  escrow: { Screen: EscrowScreen },
  'escrow-set': { Screen: SetScreen, keyOf: ({ set }) => refKey(set) },
  'check-in': { Screen: CheckInScreen, keyOf: ({ share }) => (share === null ? '' : refKey(share)) },
  'hand-over': { Screen: HandOverScreen, keyOf: ({ share }) => refKey(share) },
  receipt: { Screen: ReceiptScreen, keyOf: ({ found }) => found.receipt },
  ceremony: { Screen: CeremonyScreen },
  recovery: { Screen: RecoveryScreen },
  logbook: { Screen: LogbookScreen },
  settings: { Screen: SettingsScreen },
  leftovers: { Screen: LeftoversScreen },
  job: { Screen: JobScreen },
};

/** The screen of the present route. */
export function RouteScreen({ route: { at, ...params } }: { route: Exclude<Route, { at: 'welcome' }> }) {
  return renderScreen(at, params as Routes[typeof at]);
}

function renderScreen<At extends keyof Screens>(at: At, params: Routes[At]) {
  const { Screen, keyOf }: Screens[At] = SCREENS[at];
  return <Screen key={keyOf?.(params)} {...params} />;
}
