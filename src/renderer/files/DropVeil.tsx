import { FileDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Outcome } from '../../core/errors';
import type { OpenedFile } from '../../shared/ipc/file-calls';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';

/** Takes a file that is dropped anywhere on the window, and shows meanwhile that it may be dropped. */
export function DropVeil() {
  const say = useSay();
  const go = useNavigation((navigation) => navigation.go);
  const [over, setOver] = useState(false);

  useEffect(() => {
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const hover = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      // Between two elements of the page the pointer enters one before it leaves the other.
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(false);
      const [file] = event.dataTransfer?.files ?? [];
      if (file === undefined) return;
      void takeIn(file).then((answer) =>
        go(answer.ok ? { at: 'file', file: answer.value, kept: {} } : { at: 'open', failure: answer.error }),
      );
    };
    window.addEventListener('dragover', hover);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', hover);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [go]);

  if (!over) return null;
  return (
    <div className="drop-veil" aria-hidden>
      <FileDown size={32} strokeWidth={1.5} />
      <p className="drop-words">{say('app.open.drop-now')}</p>
    </div>
  );
}

async function takeIn(file: File): Promise<Outcome<OpenedFile>> {
  try {
    return await window.salvor.drop(file);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, error: { code: 'unexpected', params: { detail } } };
  }
}
