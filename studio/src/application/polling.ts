import { type QueryKey, type UseQueryResult, useQuery } from '@tanstack/react-query';

const USUAL_INTERVAL_MS = 2_000;
const LONGEST_INTERVAL_MS = 60_000;

/**
 * What the server says now, asked again every `intervalMs`, not at all while nobody looks at the
 * page, and less and less often while it does not answer: after as long as it has not answered yet.
 */
export function usePolled<T>(
  key: QueryKey,
  ask: (signal: AbortSignal) => Promise<T>,
  intervalMs = USUAL_INTERVAL_MS,
): UseQueryResult<T> {
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => ask(signal),
    refetchInterval: ({ state }) => {
      const silenceMs = state.dataUpdatedAt > 0 ? state.errorUpdatedAt - state.dataUpdatedAt : 0;
      return Math.min(Math.max(intervalMs, silenceMs), LONGEST_INTERVAL_MS);
    },
  });
}
