import { type QueryKey, useQueryClient } from '@tanstack/react-query';

/** What every part of a document is given. */
export interface PartProps {
  database: string;
  id: string;
}

/** Of a question about a document that is asked again whenever this page changed what hangs on it. */
export function partKey({ database, id }: PartProps, ...rest: string[]): QueryKey {
  return ['parts', database, id, ...rest];
}

/** To be called after a change of what hangs on a document. */
export function useRefresh({ database, id }: PartProps): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: partKey({ database, id }) });
}
