import { CircleCheck, FileDown, NotebookText, OctagonX, TriangleAlert } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { Input, Label, SearchField } from 'react-aria-components';
import { formatMoment } from '../../shared/format/dates';
import type { CallOutput } from '../../shared/ipc/contract';
import { findingWords, headWords, logWords } from '../../shared/logbook/words';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { Code, Data } from '../base/controls/Data';
import { EmptyState } from '../base/controls/EmptyState';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Notice } from '../base/controls/Notice';
import { Screen } from '../base/controls/Screen';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { useLogbook } from './logbook-store';
import { FILTERS, type Filter, filterRows, type LogRow, logRows } from './rows';
import './logbook.css';

declare module '../base/navigation' {
  interface Routes {
    logbook: object;
  }
}

type View = CallOutput<'logbook.view'>;

/** Everything that was done, newest first, below the verdict on whether it is all there. */
export function LogbookScreen() {
  const say = useSay();
  const { view, failure, load } = useLogbook();
  const [refusal, setRefusal] = useState<Failure | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  const [filter, setFilter] = useState<Filter>('all');
  const [search, setSearch] = useState('');
  const exporting = useTask();

  useEffect(() => void load(), [load]);

  const rows = useMemo(() => (view === null ? [] : logRows(view, (entry) => logWords(say, entry))), [view, say]);
  const shown = filterRows(rows, filter, search);
  const none = view !== null && view.check.lines === 0 && view.check.findings.length === 0;

  const save = () =>
    void exporting.start(
      () => ask('logbook.export', {}),
      (answer) => {
        setRefusal(answer.ok ? null : answer.error);
        if (!answer.ok || answer.value === null) return;
        setSaved(answer.value.path);
        void load();
      },
    );

  return (
    <Screen
      title={say('logbook.title')}
      windowTitle={say('app.window', { place: say('logbook.title') })}
      lead={<p>{say('logbook.lead')}</p>}
      reading={view !== null && !none}
      status={
        <output>
          {saved === null ? (
            view !== null && !none && say('logbook.filter.shown', { shown: shown.length, lines: view.check.lines })
          ) : (
            <>
              {say('logbook.exported')} <Code breaks>{saved}</Code>
            </>
          )}
        </output>
      }
      actions={
        view !== null &&
        !none && (
          <Action kind="primary" icon={FileDown} busy={exporting.busy} onPress={save}>
            {say('logbook.export')}
          </Action>
        )
      }
    >
      {failure !== null && (
        <FailureNotice
          failure={failure}
          actions={<Action onPress={() => void load()}>{say('app.action.try-again')}</Action>}
        />
      )}
      {refusal !== null && <FailureNotice failure={refusal} />}
      {view === null && failure === null && (
        <output className="asking">
          <span className="spinner" />
          <span>{say('logbook.asking')}</span>
        </output>
      )}
      {none && <NothingYet />}
      {view !== null && !none && (
        <>
          <Verdict check={view.check} />
          <FilterRow filter={filter} onFilter={setFilter} search={search} onSearch={setSearch} />
          {shown.length === 0 ? <p className="log-none">{say('logbook.filter.none')}</p> : <Lines rows={shown} />}
        </>
      )}
    </Screen>
  );
}

function Verdict({ check }: { check: View['check'] }) {
  const say = useSay();
  const torn = check.torn && <p>{say('logbook.torn')}</p>;
  if (check.findings.length === 0) {
    return (
      <Notice tone="good" title={say('logbook.whole.title', { lines: check.lines })}>
        <p>
          {say('logbook.whole.text')} {check.signer !== null && <Code>{check.signer}</Code>}
        </p>
        {check.head !== null && (
          <p>
            {say('logbook.head')}: <Code breaks>{headWords(say, check)}</Code>
          </p>
        )}
        <p>{say('logbook.whole.binds')}</p>
        {torn}
      </Notice>
    );
  }
  return (
    <Notice tone="stop" title={say('logbook.broken.title', { findings: check.findings.length })} urgent>
      <p>{say('logbook.broken.text')}</p>
      <ul className="plain-list">
        {check.findings.map((finding) => (
          <li key={`${finding.kind} ${finding.line ?? ''} ${finding.from ?? ''}`}>{findingWords(say, finding)}</li>
        ))}
      </ul>
      {torn}
    </Notice>
  );
}

interface FilterRowProps {
  filter: Filter;
  onFilter: (filter: Filter) => void;
  search: string;
  onSearch: (text: string) => void;
}

function FilterRow({ filter, onFilter, search, onSearch }: FilterRowProps) {
  const say = useSay();
  return (
    <div className="log-filter">
      <label className="field">
        <span className="field-label">{say('logbook.filter.label')}</span>
        <select
          className="input select"
          value={filter}
          onChange={({ target }) => {
            const next = FILTERS.find((one) => one === target.value);
            if (next !== undefined) onFilter(next);
          }}
        >
          {FILTERS.map((one) => (
            <option key={one} value={one}>
              {say(`logbook.filter.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <SearchField className="field" value={search} onChange={onSearch}>
        <Label className="field-label">{say('logbook.filter.search')}</Label>
        <Input className="input" placeholder={say('logbook.filter.placeholder')} maxLength={200} />
      </SearchField>
    </div>
  );
}

function Lines({ rows }: { rows: readonly LogRow[] }) {
  const say = useSay();
  return (
    <table className="log">
      <thead>
        <tr>
          <th scope="col" className="log-number">
            {say('logbook.column.line')}
          </th>
          <th scope="col" className="log-when">
            {say('logbook.column.when')}
          </th>
          <th scope="col">{say('logbook.column.what')}</th>
          <th scope="col" className="log-who">
            {say('logbook.column.who')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Line key={row.line} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ row: { line, entry, words, suspect } }: { row: LogRow }) {
  const say = useSay();
  const Icon = words.failure === null ? CircleCheck : OctagonX;
  return (
    <tr className={suspect ? 'log-suspect' : undefined}>
      <td className="log-number">
        <Data>{line}</Data>
      </td>
      <td className="log-when">
        <Data title={entry.when}>{formatMoment(entry.when)}</Data>
      </td>
      <td>
        <span className="log-what">
          <span
            className={words.failure === null ? 'sidebar-sign sidebar-sign-good' : 'sidebar-sign sidebar-sign-stop'}
          >
            <Icon size={16} />
          </span>
          <span>{words.what}</span>
        </span>
        {words.failure !== null && (
          <span className="log-failure">{say('logbook.outcome.failed', { title: words.failure })}</span>
        )}
        {words.detail !== '' && (
          <span className="log-detail">
            <Data>{words.detail}</Data>
          </span>
        )}
        {suspect && (
          <span className="log-failure">
            <TriangleAlert size={14} /> {say('logbook.row.here')}
          </span>
        )}
      </td>
      <td className="log-who">
        <Data>{entry.who}</Data>
      </td>
    </tr>
  );
}

function NothingYet() {
  const say = useSay();
  return (
    <EmptyState
      icon={NotebookText}
      title={say('logbook.none.title')}
      text={say('logbook.none.text')}
      points={[say('logbook.none.chained'), say('logbook.none.export')]}
    />
  );
}
