import { ArrowDown, ArrowUp } from 'lucide-react';
import { Button, Checkbox } from 'react-aria-components';
import { GridHead } from '../base/controls/RowGrid';
import { TickMark } from '../base/controls/TickMark';
import { useSay } from '../base/speech';
import type { Column, Order } from './listing';

interface HeadsProps {
  order: Order;
  onOrder: (order: Order) => void;
  /** Whether everything that is shown is chosen. */
  all: boolean;
  onAll: () => void;
}

const COLUMNS = [
  { by: 'name', words: 'browse.column.name' },
  { by: null, words: 'browse.column.kind' },
  { by: 'bytes', words: 'browse.column.size' },
  { by: 'modified', words: 'browse.column.modified' },
] as const;

/** The heads of the files' columns, which order the list, and the tick that chooses all of it. */
export function FileHeads({ order, onOrder, all, onAll }: HeadsProps) {
  const say = useSay();
  const press = (by: Column) => onOrder(order.by === by ? { by, down: !order.down } : { by, down: by !== 'name' });
  const Arrow = order.down ? ArrowDown : ArrowUp;
  return (
    <>
      <GridHead className="browse-tick">
        <Checkbox
          className="tick browse-tick-button"
          isSelected={all}
          onChange={onAll}
          aria-label={say('browse.files.choose-all')}
        >
          <TickMark />
        </Checkbox>
      </GridHead>
      {COLUMNS.map(({ by, words }) =>
        by === null ? (
          <GridHead key={words}>{say(words)}</GridHead>
        ) : (
          <GridHead
            key={words}
            className={`browse-column-${by}`}
            sort={order.by !== by ? 'none' : order.down ? 'descending' : 'ascending'}
          >
            <Button className="browse-sort" onPress={() => press(by)}>
              {say(words)}
              {order.by === by && <Arrow size={14} />}
            </Button>
          </GridHead>
        ),
      )}
    </>
  );
}
