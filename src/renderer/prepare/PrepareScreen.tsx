import { useState } from 'react';
import { ask } from '../base/client';
import type { Routes } from '../base/navigation';
import { useSay } from '../base/speech';
import type { BroughtBack } from '../escrow/recovery-store';
import { isOtherKey, missingPlace } from '../jobs/missing';
import type { Kept } from '../jobs/plan';
import { GoesOn } from '../leftovers/LeftoverNotice';
import { ArchivePreparation } from './ArchivePreparation';
import { PlaceStep } from './PlaceStep';
import { ReviewStep } from './ReviewStep';
import { type Chosen, useChosenArchive } from './use-chosen-archive';

declare module '../base/navigation' {
  interface Routes {
    /** With what a former try already settled. */
    prepare: { server: string; archive: string; kept: Kept; brought?: BroughtBack };
  }
}

/** Where to, with which key, and a review, for the chosen archive. */
export function PrepareScreen(route: Routes['prepare']) {
  const chosen = useChosenArchive(route);
  return chosen === null ? null : <Preparation {...chosen} route={route} />;
}

function Preparation({ server, archive, route }: Chosen & { route: Routes['prepare'] }) {
  const say = useSay();
  const { kept } = route;
  const [destination, setDestination] = useState(kept.destination ?? null);
  const [overwrite, setOverwrite] = useState(false);

  return (
    <ArchivePreparation
      route={{ ...route, at: 'prepare', kept: destination === null ? kept : { ...kept, destination } }}
      server={server}
      archive={archive}
      words={{ title: 'app.prepare.title', window: 'app.prepare.window', start: 'app.prepare.start' }}
      lacks={(secret) => [...missingPlace(destination, overwrite), ...secret]}
      plan={(secrets) =>
        destination === null ? null : { kind: 'restore', server, archive, destination, overwrite, ...secrets }
      }
      notice={<GoesOn destination={destination} sha256={archive.sha256} />}
      before={
        <PlaceStep
          number={1}
          title={say('app.place.title')}
          ask={() => ask('destinations.choose', { server: server.id, archive: archive.id })}
          destination={destination}
          overwrite={overwrite}
          onChoose={(next) => {
            setDestination(next);
            setOverwrite(false);
          }}
          onOverwrite={setOverwrite}
        />
      }
      renderAfter={({ key, passphrase }, lacks) => (
        <ReviewStep
          archive={archive}
          destination={destination}
          passphrase={passphrase !== null}
          keyFingerprint={key === null || isOtherKey(archive, key) ? null : key.fingerprint}
          lacking={lacks.length > 0}
        />
      )}
    />
  );
}
