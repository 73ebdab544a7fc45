import { ask } from '../base/client';
import { useNavigation } from '../base/navigation';

/** Goes to the file with which the operating system started or woke Salvor, if there is one. */
export async function takeHandedFile(): Promise<void> {
  const answer = await ask('files.handed', {});
  const { go } = useNavigation.getState();
  if (!answer.ok) go({ at: 'open', failure: answer.error });
  else if (answer.value !== null) go({ at: 'file', file: answer.value, kept: {} });
}
