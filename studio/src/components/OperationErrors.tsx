import { ErrorNotice } from './ErrorNotice';

interface OperationErrorsProps {
  startError: unknown;
  watchError: unknown;
}

/** Why work of the server could not be started, or cannot be watched just now. */
export function OperationErrors({ startError, watchError }: OperationErrorsProps) {
  return (
    <>
      {startError != null && <ErrorNotice title="It could not be started." error={startError} />}
      {watchError != null && <ErrorNotice title="It could not be watched." error={watchError} />}
    </>
  );
}
