import { Input, Label, Text, TextField } from 'react-aria-components';
import { useSay } from '../base/speech';
import { Step } from './Step';

interface OperatorProps {
  number: number;
  value: string;
  onChange: (name: string) => void;
}

/** Who runs a drill, as the report will say it. */
export function OperatorStep({ number, value, onChange }: OperatorProps) {
  const say = useSay();
  return (
    <Step number={number} title={say('app.operator.title')} done={value.trim() !== ''}>
      <TextField className="field field-wide" value={value} onChange={onChange} autoComplete="off" spellCheck="false">
        <Label className="field-label">{say('app.operator.name')}</Label>
        <Input className="input" maxLength={200} />
        <Text slot="description" className="field-help">
          {say('app.operator.help')}
        </Text>
      </TextField>
    </Step>
  );
}
