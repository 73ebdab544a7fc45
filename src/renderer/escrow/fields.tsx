import { Input, Label, Radio, RadioGroup, TextField } from 'react-aria-components';

interface LineProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
}

/** One line of text that the register keeps. */
export function Line({ label, value, onChange }: LineProps) {
  return (
    <TextField className="field" value={value} onChange={onChange} autoComplete="off" spellCheck="false">
      <Label className="field-label">{label}</Label>
      <Input className="input" maxLength={200} />
    </TextField>
  );
}

interface ChoiceProps<V extends string> {
  label: string;
  value: V;
  options: readonly { value: V; words: string }[];
  onChange: (value: V) => void;
}

/** One of a few. */
export function Choice<V extends string>({ label, value, options, onChange }: ChoiceProps<V>) {
  return (
    <RadioGroup
      className="field choice-field"
      value={value}
      onChange={(next) => {
        const chosen = options.find((option) => option.value === next);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      <Label className="field-label">{label}</Label>
      <div className="switch">
        {options.map((option) => (
          <Radio key={option.value} value={option.value} className="switch-choice">
            <span className="switch-words">{option.words}</span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
