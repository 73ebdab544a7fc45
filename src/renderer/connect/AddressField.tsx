import type { RefObject } from 'react';
import { Input, Label, Text, TextField } from 'react-aria-components';
import { useSay } from '../base/speech';

interface AddressFieldProps {
  value: string;
  onChange: (value: string) => void;
  input: RefObject<HTMLInputElement | null>;
}

/** The address of a backup server. */
export function AddressField({ value, onChange, input }: AddressFieldProps) {
  const say = useSay();
  return (
    <TextField className="field" value={value} onChange={onChange} autoComplete="off" spellCheck="false">
      <Label className="field-label">{say('app.connect.address')}</Label>
      <Input ref={input} className="input code" placeholder={say('app.connect.address-example')} maxLength={2048} />
      <Text slot="description" className="field-help">
        {say('app.connect.address-help')}
      </Text>
    </TextField>
  );
}
