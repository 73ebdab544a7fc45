import { ArrowDown, ArrowUp } from 'lucide-react';
import { Button, Checkbox } from 'react-aria-components';
import { useSay } from '../app/speech';
import { GridHead } from '../controls/RowGrid';
import { TickMark } from '../controls/TickMark';
import type { Column, Order } from './listing';

interface HeadsProps {
  order: Order;
  onOrder: (order: Order) => void;
  /** Whether everything that is shown is chosen. */
  all: boolean;
  onAll: () => void;
}

const COLUMNS = [
  { by: 'name', words: 'look.column.name' },
  { by: null, words: 'look.column.kind' },
  { by: 'bytes', words: 'look.column.size' },
  { by: 'modified', words: 'look.column.modified' },
] as const;

/** The heads of the files' columns, which order the list, and the tick that chooses all of it. */
export function FileHeads({ order, onOrder, all, onAll }: HeadsProps) {
  const say = useSay();
  const press = (by: Column) => onOrder(order.by === by ? { by, down: !order.down } : { by, down: by !== 'name' });
  const Arrow = order.down ? ArrowDown : ArrowUp;
  return (
    <>
      <GridHead className="look-tick">
        <Checkbox
          className="tick look-tick-button"
          isSelected={all}
          onChange={onAll}
          aria-label={say('look.files.choose-all')}
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
            className={`look-column-${by}`}
            sort={order.by !== by ? 'none' : order.down ? 'descending' : 'ascending'}
          >
            <Button className="look-sort" onPress={() => press(by)}>
              {say(words)}
              {order.by === by && <Arrow size={14} />}
            </Button>
          </GridHead>
        ),
      )}
    </>
  );
}
