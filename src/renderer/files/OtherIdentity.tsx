import { ChevronRight } from 'lucide-react';
import { Button, Disclosure, DisclosurePanel, Heading, Input, Label, TextField } from 'react-aria-components';
import { useSay } from '../base/speech';
import type { Given } from '../jobs/given';
import { LicenseKey } from './LicenseKey';

/** A license key and a tenant id in place of the header's, which may lack them or say them wrongly. */
export function OtherIdentity({ given, onChange }: { given: Given; onChange: (given: Given) => void }) {
  const say = useSay();
  return (
    <Disclosure className="disclosure">
      <Heading level={3} className="disclosure-heading">
        <Button slot="trigger" className="disclosure-button">
          <ChevronRight size={16} className="disclosure-mark" />
          {say('app.file.identity')}
        </Button>
      </Heading>
      <DisclosurePanel className="disclosure-panel">
        <div className="disclosure-content identity">
          <p>{say('app.file.identity-text')}</p>
          <LicenseKey given={given} label={say('app.secret.license-key')} onChange={onChange} />
          <TextField
            className="field field-wide"
            value={given.tenantId}
            onChange={(tenantId) => onChange({ ...given, tenantId })}
            autoComplete="off"
            spellCheck="false"
          >
            <Label className="field-label">{say('app.said.tenant-id')}</Label>
            <Input className="input code" maxLength={200} />
          </TextField>
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}
