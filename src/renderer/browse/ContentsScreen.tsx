import { CircleDashed, PackageOpen } from 'lucide-react';
import { useCallback, useState } from 'react';
import { Button, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { formatSize } from '../../shared/format/size';
import type { MessageKey } from '../../shared/messages/catalogue';
import { Action } from '../base/controls/Action';
import { Data } from '../base/controls/Data';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { AboutPanel } from './AboutPanel';
import type { BrowseSubject } from './BrowseScreen';
import { DatabasePanel } from './DatabasePanel';
import { FilesPanel } from './FilesPanel';
import { fetchListing, type Listing, sumOf } from './listing';
import { ObjectsPanel } from './ObjectsPanel';
import { StatementsPanel } from './StatementsPanel';
import { DumpTables, ReadTables } from './TablesPanel';
import { TakeOutDialog } from './TakeOutDialog';
import { useAnswer } from './use-answer';
import type { Summary } from './use-browse';
import { useTakeOut } from './use-take-out';
import { Waiting } from './Waiting';

interface ContentsProps {
  subject: BrowseSubject;
  browsed: string;
  summary: Summary;
}

type TabId = 'files' | 'database' | 'objects' | 'tables' | 'statements' | 'about';

const TAB_NAMES: Record<TabId, MessageKey> = {
  files: 'browse.tab.files',
  database: 'browse.tab.database',
  objects: 'browse.tab.objects',
  tables: 'browse.tab.tables',
  statements: 'browse.tab.statements',
  about: 'browse.tab.about',
};

function tabsOf({ entries, database, objects, statements, dump }: Summary): TabId[] {
  const tabs: TabId[] = [];
  if (entries !== null) tabs.push('files');
  if (database) tabs.push('database');
  if (objects !== null) tabs.push('objects');
  if (statements !== null) tabs.push('statements');
  if (dump !== null || statements !== null) tabs.push('tables');
  return [...tabs, 'about'];
}

const NONE: ReadonlySet<number> = new Set();

/** An open archive: what is in it, by its kind, and the way to take something out. */
export function ContentsScreen({ subject, browsed, summary }: ContentsProps) {
  const say = useSay();
  const { go } = useNavigation();
  const { file, given, from } = subject;
  const count = summary.entries ?? 0;
  const listed = useAnswer(useCallback(() => fetchListing(browsed, count), [browsed, count]));
  const [chosen, setChosen] = useState(NONE);
  const takingOut = useTakeOut(browsed);
  const tabs = tabsOf(summary);
  const [tab, setTab] = useState<TabId>(tabs[0] ?? 'about');
  const hasFiles = summary.entries !== null;

  const onward =
    from === 'file' ? (
      <Action
        kind={hasFiles ? 'plain' : 'primary'}
        onPress={() => go({ at: 'file', file, kept: { purpose: 'open', given } })}
      >
        {say('browse.open-it')}
      </Action>
    ) : (
      <Action kind={hasFiles ? 'plain' : 'primary'} onPress={() => go({ at: 'job' })}>
        {say('browse.back-result')}
      </Action>
    );

  return (
    <Screen
      place={say('browse.title')}
      title={<Data>{file.name}</Data>}
      windowTitle={say('app.window', { place: file.name })}
      lead={
        <p className="browse-checked">
          <CircleDashed size={16} />
          <span>{say(summary.sealed ? 'browse.checked.sealed' : 'browse.checked.plain')}</span>
        </p>
      }
      bodyScrolls={false}
      status={
        hasFiles ? (
          <Chosen listing={listed?.ok === true ? listed.value : null} chosen={chosen} onNone={() => setChosen(NONE)} />
        ) : (
          <p>{say('browse.nothing-written')}</p>
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
              {say('browse.take-out')}
            </Action>
          )}
        </>
      }
    >
      <Tabs
        className="browse-tabs"
        selectedKey={tab}
        onSelectionChange={(key) => {
          const next = tabs.find((one) => one === key);
          if (next !== undefined) setTab(next);
        }}
      >
        <TabList className="browse-tab-list" aria-label={say('browse.tabs')}>
          {tabs.map((one) => (
            <Tab key={one} id={one} className="browse-tab">
              {say(TAB_NAMES[one])}
            </Tab>
          ))}
        </TabList>
        {hasFiles && (
          <TabPanel id="files" className="browse-panel" shouldForceMount>
            {listed === null ? (
              <Waiting>{say('browse.files.asking')}</Waiting>
            ) : listed.ok ? (
              <FilesPanel listing={listed.value} chosen={chosen} onChosen={setChosen} />
            ) : (
              <div className="browse-reading">
                <FailureNotice failure={listed.error} />
              </div>
            )}
          </TabPanel>
        )}
        <TabPanel id="database" className="browse-panel">
          <DatabasePanel browsed={browsed} />
        </TabPanel>
        <TabPanel id="objects" className="browse-panel">
          <ObjectsPanel browsed={browsed} count={summary.objects ?? 0} />
        </TabPanel>
        <TabPanel id="statements" className="browse-panel">
          <StatementsPanel statements={summary.statements ?? []} />
        </TabPanel>
        <TabPanel id="tables" className="browse-panel">
          {summary.dump === null ? (
            <ReadTables browsed={browsed} />
          ) : (
            <DumpTables tables={summary.dump.tables} counted={false} />
          )}
        </TabPanel>
        <TabPanel id="about" className="browse-panel">
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
  if (listing === null) return <p>{say('browse.files.asking')}</p>;
  const { files, bytes } = sumOf(listing, chosen.size === 0 ? listing.paths.keys() : chosen);
  return (
    <div className="browse-chosen">
      <output>
        {say(chosen.size === 0 ? 'browse.files.all' : 'browse.files.chosen', { files, size: formatSize(bytes) })}
        {chosen.size === 0 && files > 0 && ` ${say('browse.files.choose')}`}
      </output>
      {chosen.size > 0 && (
        <Button className="link" onPress={onNone}>
          {say('browse.files.clear')}
        </Button>
      )}
    </div>
  );
}
