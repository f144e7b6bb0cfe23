import {
  type QueryKey,
  type UseQueryOptions,
  type UseQueryResult,
  keepPreviousData,
  useQuery,
} from '@tanstack/react-query';

const USUAL_INTERVAL_MS = 2_000;
const LONGEST_INTERVAL_MS = 60_000;

type Ask<T> = (signal: AbortSignal) => Promise<T>;

/**
 * What the server says now, asked again every `intervalMs`, not at all while nobody looks at the
 * page, and less and less often while it does not answer: after as long as it has not answered yet.
 */
export function usePolled<T>(
  key: QueryKey,
  ask: Ask<T>,
  intervalMs = USUAL_INTERVAL_MS,
): UseQueryResult<T> {
  return useQuery(polling(key, ask, intervalMs));
}

/** The same for one page after another: the last one is shown until the next one has come. */
export function usePolledPage<T>(key: QueryKey, ask: Ask<T>): UseQueryResult<T> {
  return useQuery({
    ...polling(key, ask, USUAL_INTERVAL_MS),
    placeholderData: (former) => keepPreviousData(former),
  });
}

function polling<T>(key: QueryKey, ask: Ask<T>, intervalMs: number): UseQueryOptions<T> {
  return {
    queryKey: key,
    queryFn: ({ signal }) => ask(signal),
    refetchInterval: ({ state }) => {
      const silenceMs = state.dataUpdatedAt > 0 ? state.errorUpdatedAt - state.dataUpdatedAt : 0;
      return Math.min(Math.max(intervalMs, silenceMs), LONGEST_INTERVAL_MS);
    },
  };
}
