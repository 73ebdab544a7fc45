import { CircleCheck, OctagonX } from 'lucide-react';
import { useState } from 'react';
import { Checkbox } from 'react-aria-components';
import type { Outcome } from '../../core/errors';
import { formatSize } from '../../shared/format/size';
import type { Destination } from '../../shared/ipc/destination-calls';
import type { Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { Code } from '../base/controls/Data';
import { FailureNotice } from '../base/controls/FailureNotice';
import { TickMark } from '../base/controls/TickMark';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { Step } from './Step';

interface PlaceProps {
  number: number;
  title: string;
  /** Opens the save dialog. */
  ask: () => Promise<Outcome<Destination | null>>;
  destination: Destination | null;
  overwrite: boolean;
  onChoose: (destination: Destination) => void;
  onOverwrite: (overwrite: boolean) => void;
}

/** Where the file goes, and whether the disk there can take it. */
export function PlaceStep({ number, title, ask, destination, overwrite, onChoose, onOverwrite }: PlaceProps) {
  const say = useSay();
  const [failure, setFailure] = useState<Failure | null>(null);
  const choosing = useTask();

  const choose = () =>
    void choosing.start(ask, (answer) => {
      setFailure(answer.ok ? null : answer.error);
      if (answer.ok && answer.value !== null) onChoose(answer.value);
    });

  const done = destination !== null && destination.verdict === 'fits' && (!destination.exists || overwrite);
  const button = (
    <Action kind={destination === null ? 'plain' : 'quiet'} onPress={choose} busy={choosing.busy}>
      {say(destination === null ? 'app.place.choose' : 'app.place.choose-other')}
    </Action>
  );
  return (
    <Step number={number} title={title} done={done} tool={destination !== null && button}>
      {destination === null ? (
        <p>{say('app.place.text')}</p>
      ) : (
        <>
          <p>
            <Code breaks>{destination.path}</Code>
          </p>
          <Space destination={destination} />
          {destination.exists && destination.verdict === 'fits' && (
            <Checkbox className="tick" isSelected={overwrite} onChange={onOverwrite}>
              <TickMark />
              <span>{say('app.place.replace')}</span>
            </Checkbox>
          )}
        </>
      )}
      {failure !== null && <FailureNotice failure={failure} />}
      {destination === null && button}
    </Step>
  );
}

/** What is needed against what is free, as a verdict in words. */
function Space({ destination }: { destination: Destination }) {
  const say = useSay();
  const { verdict, needed, free, longestFile } = destination;
  const Icon = verdict === 'fits' ? CircleCheck : OctagonX;
  return (
    <output className={verdict === 'fits' ? 'space space-fits' : 'space space-lacks'}>
      <Icon size={16} />
      <span>
        {say(`app.place.verdict.${verdict}`, {
          needed: formatSize(needed),
          free: formatSize(free),
          limit: longestFile === null ? '' : formatSize(longestFile),
        })}
      </span>
    </output>
  );
}
