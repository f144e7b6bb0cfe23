import type { UseQueryResult } from '@tanstack/react-query';

import { ErrorNotice } from './ErrorNotice';
import { Loading } from './Loading';

interface QueryStatesProps {
  query: Pick<UseQueryResult, 'isPending' | 'error' | 'refetch'>;
  /** What is asked for: "the databases". */
  what: string;
}

/** What there is to see of a question without an answer: that it is on its way, or why it failed. */
export function QueryStates({ query, what }: QueryStatesProps) {
  if (query.isPending) return <Loading what={what} />;
  if (!query.error) return null;
  const subject = what.charAt(0).toUpperCase() + what.slice(1);
  return (
    <ErrorNotice
      title={`${subject} could not be read.`}
      error={query.error}
      onRetry={() => void query.refetch()}
    />
  );
}
