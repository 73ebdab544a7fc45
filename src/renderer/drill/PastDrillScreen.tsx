import { useEffect } from 'react';
import { useNavigation } from '../base/navigation';
import { useDrills } from '../jobs/drill-store';
import { ReportScreen } from './ReportScreen';

declare module '../base/navigation' {
  interface Routes {
    drill: { job: string };
  }
}

/** One drill of the history. */
export function PastDrillScreen({ job }: { job: string }) {
  const { go } = useNavigation();
  const drill = useDrills(({ drills }) => drills?.find((one) => one.job === job));
  const lost = drill === undefined;

  useEffect(() => {
    if (lost) go({ at: 'drills' });
  }, [lost, go]);

  return drill === undefined ? null : <ReportScreen job={job} record={drill.record} />;
}
