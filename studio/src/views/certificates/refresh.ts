import { useQueryClient } from '@tanstack/react-query';

/** To be called after a change; the person's own rights may be among what has changed. */
export function useRefresh(): () => Promise<unknown> {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['certificates'] }),
      queries.invalidateQueries({ queryKey: ['caller'] }),
    ]);
}
