import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { Input, Label, Text, TextArea, TextField, ToggleButton } from 'react-aria-components';
import { useSay } from '../speech';

interface SecretFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  description?: string;
  placeholder?: string;
  /** Keeps the line breaks of what is pasted, so that they can be reported and are not lost silently. */
  lines?: number;
  disabled?: boolean;
}

/** A field for a secret: hidden until the person asks to see it, and never remembered or spell-checked. */
export function SecretField({ label, value, onChange, description, placeholder, lines, disabled }: SecretFieldProps) {
  const say = useSay();
  const [shown, setShown] = useState(false);
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      isDisabled={disabled ?? false}
      autoComplete="off"
      spellCheck="false"
      type={lines === undefined && !shown ? 'password' : 'text'}
    >
      <Label className="field-label">{label}</Label>
      <div className="field-with-button">
        {lines === undefined ? (
          <Input className="input code" placeholder={placeholder} maxLength={4096} />
        ) : (
          <TextArea
            className={shown ? 'input code' : 'input code masked'}
            rows={lines}
            placeholder={placeholder}
            maxLength={4096}
          />
        )}
        <ToggleButton
          className="field-button"
          isSelected={shown}
          onChange={setShown}
          aria-label={say('app.control.show-secret', { field: label })}
        >
          {shown ? <EyeOff size={16} /> : <Eye size={16} />}
        </ToggleButton>
      </div>
      {description !== undefined && (
        <Text slot="description" className="field-help">
          {description}
        </Text>
      )}
    </TextField>
  );
}
