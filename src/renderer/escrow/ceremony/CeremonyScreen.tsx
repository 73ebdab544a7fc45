import { useEffect } from 'react';
import { useCeremony } from '../ceremony-store';
import { CeremonyDone } from './CeremonyDone';
import { Companions } from './Companions';
import { CustodiansStep } from './CustodiansStep';
import { HandOut } from './HandOut';
import { ModeStep } from './ModeStep';
import { ReviewStep } from './ReviewStep';
import { SecretsStep } from './SecretsStep';
import { Wiped } from './Wiped';
import './ceremony.css';

declare module '../../base/navigation' {
  interface Routes {
    /** Its store knows which secrets are split, and how far the ceremony is. */
    ceremony: object;
  }
}

/** The split of a key, from choosing it to the set in the register. Its state decides which step is shown. */
export function CeremonyScreen() {
  const { view, wiped, done, draft, load } = useCeremony();

  useEffect(() => void load(), [load]);

  if (wiped !== null) return <Wiped wiped={wiped} />;
  if (view !== null) {
    const next = view.shares.find(
      ({ state, asks }) => state === 'waiting' || (state === 'taken' && asks !== 'nothing'),
    );
    // Each share has a screen of its own, so that nothing of the one before it is left in the page.
    return next === undefined ? (
      <Companions view={view} />
    ) : (
      <HandOut key={`${view.ceremony}/${next.index}`} view={view} share={next} />
    );
  }
  if (done !== null) return <CeremonyDone at={done} />;
  switch (draft.step) {
    case 'secrets':
      return <SecretsStep draft={draft} />;
    case 'mode':
      return <ModeStep draft={draft} />;
    case 'custodians':
      return <CustodiansStep draft={draft} />;
    case 'review':
      return <ReviewStep draft={draft} />;
  }
}
