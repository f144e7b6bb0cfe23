import { useState } from 'react';

import { listErrorCauses } from '../../api/taskErrors';
import type { ScriptName } from '../../api/tasks';
import { usePolled } from '../../application/polling';
import { usePages } from '../../components/Pager';
import { QueryStates } from '../../components/QueryStates';
import { ErrorCauseCard } from './ErrorCauseCard';

const PAGE_SIZE = 10;

interface ErrorCausesProps {
  database: string;
  name: ScriptName;
}

/** What a script could not deliver, by what went wrong. */
export function ErrorCauses({ database, name }: ErrorCausesProps) {
  const [total, setTotal] = useState(0);
  const { first, size, pager } = usePages(total, 'causes', PAGE_SIZE);
  const causes = usePolled(['errorCauses', database, name, first], (signal) =>
    listErrorCauses(database, name, { start: first, size }, signal),
  );
  if (causes.data && causes.data.total !== total) setTotal(causes.data.total);
  if (!causes.data) return <QueryStates query={causes} what="the errors" />;
  return (
    <>
      {causes.data.rows.map((cause) => (
        <ErrorCauseCard key={cause.cause} database={database} name={name} cause={cause} />
      ))}
      {pager}
    </>
  );
}
