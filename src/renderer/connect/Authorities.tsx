import { ChevronRight, FileKey2, X } from 'lucide-react';
import { useState } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { formatDay } from '../../shared/format/dates';
import type { Authority } from '../../shared/ipc/server-calls';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { Code, Data } from '../base/controls/Data';
import { FailureNotice } from '../base/controls/FailureNotice';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';

interface AuthoritiesProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  authorities: readonly Authority[];
  onChange: (authorities: readonly Authority[]) => void;
}

/** Private certificate authorities, for this server alone. */
export function Authorities({ open, onOpenChange, authorities, onChange }: AuthoritiesProps) {
  const say = useSay();
  const [failure, setFailure] = useState<Failure | null>(null);
  const choosing = useTask();

  const choose = () =>
    void choosing.start(
      () => ask('servers.chooseAuthority', {}),
      (answer) => {
        setFailure(answer.ok ? null : answer.error);
        if (!answer.ok || answer.value === null) return;
        const chosen = answer.value;
        onChange([...authorities.filter(({ fingerprint }) => fingerprint !== chosen.fingerprint), chosen]);
      },
    );

  return (
    <Disclosure className="disclosure" isExpanded={open} onExpandedChange={onOpenChange}>
      <Heading level={2} className="disclosure-heading">
        <Button slot="trigger" className="disclosure-button">
          <ChevronRight size={16} className="disclosure-mark" />
          {say('app.connect.advanced')}
        </Button>
      </Heading>
      <DisclosurePanel className="disclosure-panel">
        <div className="disclosure-content">
          <h3 className="field-label">{say('app.connect.authorities')}</h3>
          <p className="field-help">{say('app.connect.authorities-help')}</p>
          {authorities.length > 0 && (
            <ul className="authorities">
              {authorities.map((authority) => (
                <li key={authority.token} className="authority">
                  <FileKey2 size={16} />
                  <span className="authority-words">
                    <Data>{authority.subject}</Data>
                    <span className="field-help">
                      {say('app.connect.authority-expires', { day: formatDay(authority.expires) })}
                    </span>
                    <Code breaks>{authority.fingerprint}</Code>
                  </span>
                  <Button
                    className="icon-button"
                    aria-label={say('app.connect.authority-remove', { subject: authority.subject })}
                    onPress={() => onChange(authorities.filter(({ token }) => token !== authority.token))}
                  >
                    <X size={16} />
                  </Button>
                </li>
              ))}
            </ul>
          )}
          {failure !== null && <FailureNotice failure={failure} />}
          <Action onPress={choose} busy={choosing.busy}>
            {say('app.connect.authority-add')}
          </Action>
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}
