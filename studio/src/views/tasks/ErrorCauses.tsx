import {
  type ErrorCause,
  type ScriptName,
  dropErrors,
  listErrorCauses,
  retryErrors,
} from '../../api/tasks';
import { usePolled } from '../../application/polling';
import { QueryStates } from '../../components/QueryStates';
import { ErrorCauseCard } from './ErrorCauseCard';

interface ErrorCausesProps {
  database: string;
  name: ScriptName;
}

/** What a script could not deliver, by what went wrong. */
export function ErrorCauses({ database, name }: ErrorCausesProps) {
  const causes = usePolled(['errorCauses', database, name], (signal) =>
    listErrorCauses(database, name, signal),
  );
  if (!causes.data) return <QueryStates query={causes} what="the errors" />;
  return causes.data.map((cause: ErrorCause) => (
    <ErrorCauseCard
      key={cause.cause}
      database={database}
      cause={cause}
      onRetry={() => retryErrors(database, name, cause.cause)}
      onDrop={() => dropErrors(database, name, cause.cause)}
      onDone={() => void causes.refetch()}
    />
  ));
}
