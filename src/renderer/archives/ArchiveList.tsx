import { useMemo } from 'react';
import { Collection, GridList, GridListHeader, GridListSection, ListLayout, Virtualizer } from 'react-aria-components';
import { formatDay } from '../../shared/format/dates';
import { useSay } from '../app/speech';
import type { Archive } from '../client';
import { Data } from '../controls/Data';
import { ArchiveRow } from './ArchiveRow';
import type { Order } from './timeline';
import { byDay } from './timeline';

/** In pixels, as archives.css draws them: only rows in sight are in the page, so their size must be known. */
const ROW = 56;
const HEADING = 40;

interface ArchiveListProps {
  archives: readonly Archive[];
  order: Order;
  /** Fingerprint of the site's present key. */
  present: string | null;
  now: number;
  chosen: string | null;
  onChoose: (id: string) => void;
  onOpen: (id: string) => void;
}

/** The archives in sight, under their days where they are ordered by time. Arrow keys choose, Enter goes on. */
export function ArchiveList({ archives, order, present, now, chosen, onChoose, onOpen }: ArchiveListProps) {
  const say = useSay();
  const timely = order === 'newest' || order === 'oldest';
  const days = useMemo(() => (timely ? byDay(archives) : []), [timely, archives]);

  const row = (archive: Archive) => <ArchiveRow id={archive.backup.id} archive={archive} present={present} now={now} dated={!timely} />;
  const choosing = {
    className: 'archives',
    'aria-label': say('app.archives.list'),
    selectionMode: 'single',
    selectionBehavior: 'replace',
    disallowEmptySelection: true,
    escapeKeyBehavior: 'none',
    selectedKeys: chosen === null ? [] : [chosen],
    dependencies: [present, now, timely],
    onSelectionChange: (keys: 'all' | Set<string | number>) => {
      const [key] = keys === 'all' ? [] : keys;
      if (key !== undefined) onChoose(String(key));
    },
    onAction: (key: string | number) => onOpen(String(key)),
    renderEmptyState: () => <p className="archives-none">{say('app.archives.filter.nothing')}</p>,
  } as const;

  return (
    // Another order begins at its top again.
    <Virtualizer key={order} layout={ListLayout} layoutOptions={{ rowSize: ROW, headingSize: HEADING }}>
      {timely ? (
        <GridList {...choosing} items={days}>
          {(day) => (
            <GridListSection id={day.key} className="day">
              <GridListHeader className="day-head">
                <Data>{formatDay(day.at)}</Data>
              </GridListHeader>
              <Collection items={day.archives} dependencies={choosing.dependencies}>
                {row}
              </Collection>
            </GridListSection>
          )}
        </GridList>
      ) : (
        <GridList {...choosing} items={archives}>
          {row}
        </GridList>
      )}
    </Virtualizer>
  );
}
