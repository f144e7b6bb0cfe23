import { useMutation, useQuery } from '@tanstack/react-query';

import { type OperationStatus, stopOperation } from '../api/operations';

const LOOK_INTERVAL_MS = 500;

interface Watched<Input, State> {
  start: (input: Input) => void;
  /** Nothing if there is nothing to stop. */
  stop: (() => void) | undefined;
  isRunning: boolean;
  /** Of the last one that was started. */
  input: Input | undefined;
  /** Nothing as long as nobody knows. */
  state: State | undefined;
  startError: unknown;
  watchError: unknown;
}

/** Work of the server that a person starts, watches and stops, one at a time. */
export function useOperation<Input, State extends { status: OperationStatus }>(
  database: string,
  begin: (input: Input) => Promise<number>,
  read: (database: string, operation: number, signal: AbortSignal) => Promise<State>,
): Watched<Input, State> {
  const begun = useMutation({ mutationFn: begin });
  const operation = begun.data;
  const watched = useQuery({
    queryKey: ['operation', database, operation],
    queryFn: ({ signal }) => read(database, operation ?? 0, signal),
    enabled: operation !== undefined,
    refetchInterval: ({ state: { data } }) => (isOver(data) ? false : LOOK_INTERVAL_MS),
  });
  const isWatched = operation !== undefined && !isOver(watched.data);
  return {
    start: (input) => begun.mutate(input),
    stop: isWatched ? () => void stopOperation(database, operation) : undefined,
    isRunning: begun.isPending || isWatched,
    input: begun.variables,
    state: watched.data,
    startError: begun.error,
    watchError: watched.error,
  };
}

function isOver(state: { status: OperationStatus } | undefined): boolean {
  return state !== undefined && state.status !== 'InProgress';
}
