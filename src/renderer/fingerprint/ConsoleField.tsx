import { Input, Label, Text, TextField } from 'react-aria-components';
import { useSay } from '../base/speech';

/** Where the fingerprint that the console shows is typed or pasted. */
export function ConsoleField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const say = useSay();
  return (
    <TextField className="field" value={value} onChange={onChange} autoComplete="off" spellCheck="false">
      <Label className="field-label">{say('app.check.field')}</Label>
      <Input className="input code console-input" maxLength={64} placeholder={say('app.check.field-example')} />
      <Text slot="description" className="field-help">
        {say('app.check.field-help')}
      </Text>
    </TextField>
  );
}
