import { Search, X } from 'lucide-react';
import type { RefObject } from 'react';
import { Button, Input, Label, SearchField } from 'react-aria-components';
import { useSay } from '../base/speech';

interface SearchBoxProps {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  input?: RefObject<HTMLInputElement | null>;
}

/** A field that narrows the list below it while one types. */
export function SearchBox({ label, placeholder, value, onChange, input }: SearchBoxProps) {
  const say = useSay();
  return (
    <SearchField className="filter-search" value={value} onChange={onChange}>
      <Label className="unseen">{label}</Label>
      <Search size={16} className="filter-glass" />
      <Input
        className="input"
        placeholder={placeholder}
        maxLength={200}
        {...(input === undefined ? {} : { ref: input })}
      />
      <Button className="filter-clear icon-button" aria-label={say('app.archives.filter.clear')}>
        <X size={14} />
      </Button>
    </SearchField>
  );
}
