import { useMemo, useState } from 'react';

import { type TaskOfDatabase, listAllTasks } from '../../api/tasks';
import { usePolled } from '../../application/polling';
import { EmptyState } from '../../components/EmptyState';
import { SearchField } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { Page } from '../../components/Page';
import { QueryStates } from '../../components/QueryStates';
import { countOf } from '../../text/quantities';
import { useRates } from '../tasks/looks';
import { type Tone, sentenceOfTask } from '../tasks/sentence';
import { FlowDrawing } from './FlowDrawing';
import { FlowTable } from './FlowTable';
import styles from './FlowView.module.css';

/** More would be no picture any more. */
const SHOWN_MAX = 100;
const SEARCHED_FROM = 8;

const TONES: { tone: Tone; says: string }[] = [
  { tone: 'bad', says: 'stopped until somebody acts' },
  { tone: 'waiting', says: 'in trouble' },
  { tone: 'busy', says: 'at work' },
  { tone: 'good', says: 'up to date' },
  { tone: 'off', says: 'off' },
];

/** The tasks of all databases of this server. */
export function FlowView() {
  const tasks = usePolled(['allTasks'], listAllTasks, 1_000);
  const rates = useRates(tasks.data, tasks.dataUpdatedAt);
  const [searched, setSearched] = useState('');
  const found = useMemo(
    () => (tasks.data ?? []).filter((task) => matches(task, searched.trim().toLowerCase())),
    [tasks.data, searched],
  );
  const shown = useMemo(() => found.slice(0, SHOWN_MAX), [found]);
  return (
    <Page title="Flow" summary={tasks.data && summaryOf(tasks.data)}>
      <QueryStates query={tasks} what="the tasks" />
      {tasks.data?.length === 0 && (
        <EmptyState title="Nothing flows yet.">
          Tasks send what changes in a database to another one. Each is drawn here as soon as there
          is one.
        </EmptyState>
      )}
      {tasks.data && tasks.data.length >= SEARCHED_FROM && (
        <div className={styles.search}>
          <SearchField
            label="Find a database, task or destination"
            value={searched}
            onChange={setSearched}
          />
        </div>
      )}
      {found.length > shown.length && (
        <Notice title={`The first ${SHOWN_MAX} of ${countOf(found.length, 'task')} are shown.`}>
          Search for the others by their database, name or destination.
        </Notice>
      )}
      {tasks.data && tasks.data.length > 0 && found.length === 0 && (
        <EmptyState title="No task is called that." />
      )}
      {shown.length > 0 && (
        <>
          <FlowDrawing tasks={shown} rates={rates} />
          <FlowTable tasks={shown} rates={rates} />
        </>
      )}
    </Page>
  );
}

function matches({ database, name, destination, connectionString }: TaskOfDatabase, text: string) {
  return [database, name, destination, connectionString].some((one) =>
    one.toLowerCase().includes(text),
  );
}

/** "12 tasks of 3 databases: 10 up to date, 1 at work, 1 waits for you" */
function summaryOf(tasks: readonly TaskOfDatabase[]): string {
  if (tasks.length === 0) return '';
  const databases = new Set(tasks.map(({ database }) => database)).size;
  const tones = tasks.map((task) => sentenceOfTask(task).tone);
  const parts = TONES.flatMap(({ tone, says }) => {
    const count = tones.filter((one) => one === tone).length;
    return count > 0 ? [`${count} ${says}`] : [];
  });
  return `${countOf(tasks.length, 'task')} of ${countOf(databases, 'database')}: ${parts.join(', ')}`;
}
