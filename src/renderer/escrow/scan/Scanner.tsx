import { useEffect, useRef, useState } from 'react';
import { type CameraTrouble, watchCamera } from '../../../shared/browser/camera-frames';
import { ask } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { Notice } from '../../base/controls/Notice';
import { useSay } from '../../base/speech';
import './scan.css';

interface ScannerProps {
  /**
   * Takes the text of each QR code that comes before the camera, once until another one does. The user of the
   * scanner decides what it is worth, and takes the scanner away when it was the right one; until then it goes on reading.
   */
  onCode: (text: string) => void;
  /** The person wants no camera after all. */
  onLeave: () => void;
}

/**
 * Reads QR codes by the camera, in the window itself. The main process allows the camera for as long as this is on
 * the screen and no longer. Where there is no camera it says so, and what to do instead.
 */
export function Scanner({ onCode, onLeave }: ScannerProps) {
  const say = useSay();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<'starting' | 'looking' | CameraTrouble>('starting');
  const tell = useRef(onCode);

  useEffect(() => {
    tell.current = onCode;
  }, [onCode]);

  useEffect(() => {
    let gone = false;
    let stop: (() => void) | null = null;
    let last = '';
    const begin = async () => {
      const answer = await ask('scanner.open', {});
      if (gone || video.current === null) return;
      if (!answer.ok || answer.value.camera === 'refused') return setState('refused');
      const watching = await watchCamera(video.current, (text) => {
        if (text === last) return;
        last = text;
        tell.current(text);
      });
      if (typeof watching === 'string') return setState(watching);
      stop = watching;
      if (gone) stop();
      else setState('looking');
    };
    void begin();
    return () => {
      gone = true;
      stop?.();
      void ask('scanner.close', {});
    };
  }, []);

  const trouble = state !== 'starting' && state !== 'looking';
  return (
    <div className="scanner">
      {trouble ? (
        <Notice tone="note" title={say(`scan.${state}.title`)} urgent>
          <p>{say(`scan.${state}.text`)}</p>
        </Notice>
      ) : (
        <>
          <video ref={video} className="scanner-picture" muted playsInline aria-label={say('scan.picture')} />
          <output className="field-help">{say(state === 'starting' ? 'scan.starting' : 'scan.hold')}</output>
        </>
      )}
      <Action onPress={onLeave}>{say(trouble ? 'scan.back' : 'scan.leave')}</Action>
    </div>
  );
}
