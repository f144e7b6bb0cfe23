import { type QueryClient, skipToken, useQuery, useQueryClient } from '@tanstack/react-query';

import type { ScriptWarning } from '../../api/taskDefinitions';
import { goTo } from '../../application/location';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { visible, visibleLines } from '../../text/visible';
import styles from './SaveWarnings.module.css';

const keyOf = (database: string, task: string) => ['saveWarnings', database, task];

/** To be called by the editor: the view that comes after it shows them. */
export function leaveSaveWarnings(
  queries: QueryClient,
  database: string,
  task: string,
  warnings: ScriptWarning[],
): void {
  queries.setQueryData(keyOf(database, task), warnings);
}

/** What should be looked at in a task that was just saved, until somebody did. */
export function SaveWarnings({ database, task }: { database: string; task: string }) {
  const queries = useQueryClient();
  const { data: warnings = [] } = useQuery<ScriptWarning[]>({
    queryKey: keyOf(database, task),
    queryFn: skipToken,
  });
  if (warnings.length === 0) return null;
  return (
    <Notice
      title="Saved, but please look at this"
      actions={
        <>
          <Button onClick={() => leaveSaveWarnings(queries, database, task, [])}>
            It is meant so
          </Button>
          <Button onClick={() => goTo({ view: 'editTask', database, task })}>Edit</Button>
        </>
      }
    >
      <ul className={styles.warnings}>
        {warnings.map(({ script, line, message }, i) => (
          <li key={i}>
            {visible(script)}
            {line !== undefined && `, line ${line}`}: {visibleLines(message)}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
