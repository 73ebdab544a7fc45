import { CircleDashed, PackageOpen } from 'lucide-react';
import { useCallback, useState } from 'react';
import { Button, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { formatSize } from '../../shared/format/size';
import type { MessageKey } from '../../shared/messages/catalogue';
import { useNavigation } from '../app/route-store';
import { useSay } from '../app/speech';
import { Action } from '../controls/Action';
import { Data } from '../controls/Data';
import { FailureNotice } from '../controls/FailureNotice';
import { Screen } from '../controls/Screen';
import { AboutPanel } from './AboutPanel';
import { DatabasePanel } from './DatabasePanel';
import { FilesPanel } from './FilesPanel';
import type { LookedAt } from './LookScreen';
import { fetchListing, type Listing, sumOf } from './listing';
import { ObjectsPanel } from './ObjectsPanel';
import { StatementsPanel } from './StatementsPanel';
import { DumpTables, ReadTables } from './TablesPanel';
import { TakeOutDialog } from './TakeOutDialog';
import { useAnswer } from './use-answer';
import type { Summary } from './use-look';
import { useTakeOut } from './use-take-out';
import { Waiting } from './Waiting';

interface ContentsProps {
  subject: LookedAt;
  look: string;
  summary: Summary;
}

type Room = 'files' | 'database' | 'objects' | 'tables' | 'statements' | 'about';

const ROOM_NAMES: Record<Room, MessageKey> = {
  files: 'look.tab.files',
  database: 'look.tab.database',
  objects: 'look.tab.objects',
  tables: 'look.tab.tables',
  statements: 'look.tab.statements',
  about: 'look.tab.about',
};

function roomsOf({ entries, database, objects, statements, dump }: Summary): Room[] {
  const rooms: Room[] = [];
  if (entries !== null) rooms.push('files');
  if (database) rooms.push('database');
  if (objects !== null) rooms.push('objects');
  if (statements !== null) rooms.push('statements');
  if (dump !== null || statements !== null) rooms.push('tables');
  return [...rooms, 'about'];
}

const NONE: ReadonlySet<number> = new Set();

/** An archive that stands open: what is in it, by its kind, and the way to take something out. */
export function ContentsScreen({ subject, look, summary }: ContentsProps) {
  const say = useSay();
  const { go } = useNavigation();
  const { file, given, from } = subject;
  const count = summary.entries ?? 0;
  const listed = useAnswer(useCallback(() => fetchListing(look, count), [look, count]));
  const [chosen, setChosen] = useState(NONE);
  const takingOut = useTakeOut(look);
  const rooms = roomsOf(summary);
  const [room, setRoom] = useState<Room>(rooms[0] ?? 'about');
  const hasFiles = summary.entries !== null;

  const onward =
    from === 'file' ? (
      <Action
        kind={hasFiles ? 'plain' : 'primary'}
        onPress={() => go({ at: 'file', file, kept: { purpose: 'open', given } })}
      >
        {say('look.open-it')}
      </Action>
    ) : (
      <Action kind={hasFiles ? 'plain' : 'primary'} onPress={() => go({ at: 'job' })}>
        {say('look.back-result')}
      </Action>
    );

  return (
    <Screen
      place={say('look.title')}
      title={<Data>{file.name}</Data>}
      windowTitle={say('app.window', { place: file.name })}
      lead={
        <p className="look-checked">
          <CircleDashed size={16} />
          <span>{say(summary.sealed ? 'look.checked.sealed' : 'look.checked.plain')}</span>
        </p>
      }
      bodyScrolls={false}
      status={
        hasFiles ? (
          <Chosen listing={listed?.ok === true ? listed.value : null} chosen={chosen} onNone={() => setChosen(NONE)} />
        ) : (
          <p>{say('look.nothing-written')}</p>
        )
      }
      actions={
        <>
          {onward}
          {hasFiles && (
            <Action
              kind="primary"
              icon={PackageOpen}
              busy={takingOut.state.at === 'choosing'}
              disabled={chosen.size === 0}
              onPress={() => void takingOut.begin([...chosen].sort((a, b) => a - b))}
            >
              {say('look.take-out')}
            </Action>
          )}
        </>
      }
    >
      <Tabs
        className="look-tabs"
        selectedKey={room}
        onSelectionChange={(key) => {
          const next = rooms.find((one) => one === key);
          if (next !== undefined) setRoom(next);
        }}
      >
        <TabList className="look-tab-list" aria-label={say('look.tabs')}>
          {rooms.map((one) => (
            <Tab key={one} id={one} className="look-tab">
              {say(ROOM_NAMES[one])}
            </Tab>
          ))}
        </TabList>
        {hasFiles && (
          <TabPanel id="files" className="look-panel" shouldForceMount>
            {listed === null ? (
              <Waiting>{say('look.files.asking')}</Waiting>
            ) : listed.ok ? (
              <FilesPanel listing={listed.value} chosen={chosen} onChosen={setChosen} />
            ) : (
              <div className="look-reading">
                <FailureNotice failure={listed.error} />
              </div>
            )}
          </TabPanel>
        )}
        <TabPanel id="database" className="look-panel">
          <DatabasePanel look={look} />
        </TabPanel>
        <TabPanel id="objects" className="look-panel">
          <ObjectsPanel look={look} count={summary.objects ?? 0} />
        </TabPanel>
        <TabPanel id="statements" className="look-panel">
          <StatementsPanel statements={summary.statements ?? []} />
        </TabPanel>
        <TabPanel id="tables" className="look-panel">
          {summary.dump === null ? (
            <ReadTables look={look} />
          ) : (
            <DumpTables tables={summary.dump.tables} counted={false} />
          )}
        </TabPanel>
        <TabPanel id="about" className="look-panel">
          <AboutPanel summary={summary} />
        </TabPanel>
      </Tabs>
      <TakeOutDialog takingOut={takingOut} />
    </Screen>
  );
}

/** What is chosen, or how much there is to choose from. */
function Chosen({
  listing,
  chosen,
  onNone,
}: {
  listing: Listing | null;
  chosen: ReadonlySet<number>;
  onNone: () => void;
}) {
  const say = useSay();
  if (listing === null) return <p>{say('look.files.asking')}</p>;
  const { files, bytes } = sumOf(listing, chosen.size === 0 ? listing.paths.keys() : chosen);
  return (
    <div className="look-chosen">
      <output>
        {say(chosen.size === 0 ? 'look.files.all' : 'look.files.chosen', { files, size: formatSize(bytes) })}
        {chosen.size === 0 && files > 0 && ` ${say('look.files.choose')}`}
      </output>
      {chosen.size > 0 && (
        <Button className="link" onPress={onNone}>
          {say('look.files.clear')}
        </Button>
      )}
    </div>
  );
}
