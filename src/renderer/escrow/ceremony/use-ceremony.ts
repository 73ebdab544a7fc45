import type { SetView } from '../../../shared/ipc/register-calls';
import { useNavigation } from '../../base/navigation';
import { useCeremony } from '../ceremony-store';

/** The way into a ceremony, with the vault's entries that are to be split; one that is under way goes before. */
export function useBeginCeremony(): (entries: readonly string[], replaces: SetView | null) => void {
  const go = useNavigation((navigation) => navigation.go);
  const plan = useCeremony((ceremony) => ceremony.plan);
  return (entries, replaces) => {
    plan(entries, replaces);
    go({ at: 'ceremony' });
  };
}
