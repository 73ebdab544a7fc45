import { useState } from 'react';
import type { CeremonyShareView, CeremonyView } from '../../../shared/ipc/ceremony-calls';
import { useCeremony } from '../ceremony-store';
import { ConfirmShare } from './ConfirmShare';
import { SealShare } from './SealShare';
import { CardOnScreen, type ShownCard } from './ShownCard';
import { TakeCard } from './TakeCard';
import { Veil } from './Veil';

interface HandOutProps {
  view: CeremonyView;
  /** The share that is next. */
  share: CeremonyShareView;
}

/** One share finds its custodian: behind a veil until they sit there alone, then once to take, then to confirm. */
export function HandOut({ view, share }: HandOutProps) {
  const take = useCeremony((ceremony) => ceremony.take);
  const [alone, setAlone] = useState(false);
  const [again, setAgain] = useState(false);
  const [shown, setShown] = useState<ShownCard | null>(null);

  const takeNext = (next: CeremonyView) => {
    setAgain(false);
    take(next);
  };
  if (!alone) return <Veil view={view} share={share} onAlone={() => setAlone(true)} />;
  if (shown !== null) return <CardOnScreen view={view} share={share} card={shown} onDone={() => setShown(null)} />;
  if (share.state === 'waiting' || again) {
    if (share.medium.kind !== 'printed')
      return <SealShare view={view} share={share} again={again} onTaken={takeNext} />;
    return (
      <TakeCard
        view={view}
        share={share}
        again={again}
        onTaken={takeNext}
        onShown={(card, next) => {
          setShown(card);
          takeNext(next);
        }}
      />
    );
  }
  return <ConfirmShare view={view} share={share} onConfirmed={take} onAgain={() => setAgain(true)} />;
}
