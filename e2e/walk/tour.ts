import type { Stage } from './stage';
import { tourBrowse } from './tour/browsing';
import { tourCeremony } from './tour/ceremony';
import { tourConnecting } from './tour/connecting';
import { tourCustody } from './tour/custody';
import { tourDrills } from './tour/drills';
import { tourFiles } from './tour/files';
import { tourLeftovers } from './tour/leftovers';
import { tourRecovery } from './tour/recovery';
import { tourRestoring } from './tour/restoring';
import { tourServers } from './tour/servers';
import { tourVault } from './tour/vault';
import type { Visit } from './tour/visit';

/** A part of the tour, which begins at the first start of an app of its own. */
export interface Tour {
  readonly name: string;
  /** Whether the practice server must be there, too. */
  readonly practice: boolean;
  /** Leads through every screen of the part, in every state that it can have. */
  readonly tour: (stage: Stage, visit: Visit) => Promise<void>;
}

/** Together they have every screen. */
export const TOURS: readonly Tour[] = [
  { name: 'connecting', practice: true, tour: tourConnecting },
  { name: 'restoring', practice: false, tour: tourRestoring },
  { name: 'servers', practice: true, tour: tourServers },
  { name: 'files', practice: false, tour: tourFiles },
  { name: 'browsing', practice: false, tour: tourBrowse },
  { name: 'drills', practice: false, tour: tourDrills },
  { name: 'leftovers', practice: true, tour: tourLeftovers },
  { name: 'custody', practice: false, tour: tourCustody },
  { name: 'ceremony', practice: false, tour: tourCeremony },
  { name: 'recovery', practice: false, tour: tourRecovery },
  { name: 'vault', practice: false, tour: tourVault },
];
