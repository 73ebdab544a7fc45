import type { Route } from '../base/navigation';
import { PrepareListScreen } from '../batch/PrepareBatchScreen';
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

/** The screen of the present route. Each place has its own key, so that none inherits another's state. */
export function RouteScreen({ route }: { route: Exclude<Route, { at: 'welcome' }> }) {
  switch (route.at) {
    case 'connect':
      return <ConnectScreen />;
    case 'server':
      return <ServerScreen key={route.server} id={route.server} />;
    case 'prepare':
      return (
        <PrepareScreen
          key={`${route.server}/${route.archive}`}
          id={route.server}
          archive={route.archive}
          kept={route.kept}
        />
      );
    case 'prepare-drill':
      return (
        <PrepareDrillScreen
          key={`${route.server}/${route.archive}`}
          id={route.server}
          archive={route.archive}
          kept={route.kept}
        />
      );
    case 'open':
      return <OpenScreen key={route.failure?.code ?? ''} failure={route.failure} />;
    case 'file':
      return <FileScreen key={route.file.token} file={route.file} kept={route.kept} />;
    case 'browse':
      return <BrowseScreen key={route.subject.file.token} subject={route.subject} />;
    case 'drills':
      return <DrillsScreen />;
    case 'drill-list':
      return <PrepareListScreen />;
    case 'drill':
      return <PastDrillScreen key={route.job} job={route.job} />;
    case 'keys':
      return <KeysScreen />;
    case 'key':
      return <KeyScreen key={route.id} id={route.id} />;
    case 'add-key':
      return <AddKeyScreen />;
    case 'escrow':
      return <EscrowScreen />;
    case 'escrow-set':
      return <SetScreen key={`${route.set.set}${route.set.generation}`} at={route.set} />;
    case 'check-in':
      return (
        <CheckInScreen
          key={route.share === null ? '' : `${route.share.set}${route.share.generation}/${route.share.index}`}
          share={route.share}
        />
      );
    case 'hand-over':
      return (
        <HandOverScreen key={`${route.share.set}${route.share.generation}/${route.share.index}`} share={route.share} />
      );
    case 'receipt':
      return <ReceiptScreen key={route.found.receipt} found={route.found} />;
    case 'ceremony':
      return <CeremonyScreen />;
    case 'recovery':
      return <RecoveryScreen use={route.use} />;
    case 'logbook':
      return <LogbookScreen />;
    case 'settings':
      return <SettingsScreen />;
    case 'leftovers':
      return <LeftoversScreen />;
    case 'job':
      return <JobScreen />;
  }
}
