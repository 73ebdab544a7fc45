import { Search, X } from 'lucide-react';
import { Button, Input, Label, Radio, RadioGroup, SearchField } from 'react-aria-components';
import { useSay } from '../base/speech';
import type { Filter, Order } from './timeline';

const SCOPES = [
  { value: 'all', words: 'app.archives.filter.all' },
  { value: 'full', words: 'app.scope.full' },
  { value: 'frontend', words: 'app.scope.frontend' },
] as const;

const ORDERS: readonly Order[] = ['newest', 'oldest', 'largest', 'smallest'];

interface FilterBarProps {
  filter: Filter;
  onChange: (filter: Filter) => void;
  shown: number;
  all: number;
}

/** Narrows and orders the timeline. */
export function FilterBar({ filter, onChange, shown, all }: FilterBarProps) {
  const say = useSay();
  return (
    <search className="filter" aria-label={say('app.archives.filter.label')}>
      <SearchField className="filter-search" value={filter.text} onChange={(text) => onChange({ ...filter, text })}>
        <Label className="unseen">{say('app.archives.filter.text')}</Label>
        <Search size={16} className="filter-glass" />
        <Input className="input" placeholder={say('app.archives.filter.placeholder')} maxLength={200} />
        <Button className="filter-clear icon-button" aria-label={say('app.archives.filter.clear')}>
          <X size={14} />
        </Button>
      </SearchField>
      <RadioGroup
        className="switch"
        orientation="horizontal"
        value={filter.scope}
        onChange={(value) => {
          const scope = SCOPES.find((one) => one.value === value);
          if (scope !== undefined) onChange({ ...filter, scope: scope.value });
        }}
      >
        <Label className="unseen">{say('app.archives.filter.scope')}</Label>
        {SCOPES.map(({ value, words }) => (
          <Radio key={value} value={value} className="switch-choice switch-words">
            {say(words)}
          </Radio>
        ))}
      </RadioGroup>
      <label className="filter-order">
        <span className="unseen">{say('app.archives.filter.order')}</span>
        <select
          className="input select"
          value={filter.order}
          onChange={({ target }) => {
            const order = ORDERS.find((one) => one === target.value);
            if (order !== undefined) onChange({ ...filter, order });
          }}
        >
          {ORDERS.map((order) => (
            <option key={order} value={order}>
              {say(`app.archives.order.${order}`)}
            </option>
          ))}
        </select>
      </label>
      <output className="unseen">{shown < all ? say('app.archives.filter.result', { shown, all }) : ''}</output>
    </search>
  );
}
