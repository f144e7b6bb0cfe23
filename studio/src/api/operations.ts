// Work that goes on behind a request, by its number.
import { databasePath, fetchJson, send } from './http';

export type OperationStatus = 'InProgress' | 'Completed' | 'Faulted' | 'Canceled';

export interface Operation<Counts> {
  status: OperationStatus;
  /** What it tells of itself: what it came to, or so far. */
  counts: Partial<Counts>;
  /** Why it failed. */
  error: string | undefined;
}

/** The number of an operation that a request with these options begins. */
export async function beginOperation(...request: Parameters<typeof fetchJson>): Promise<number> {
  return (await fetchJson<{ OperationId: number }>(...request)).OperationId;
}

export async function readOperation<Counts>(
  database: string,
  operation: number,
  signal?: AbortSignal,
): Promise<Operation<Counts>> {
  const answer = await fetchJson<{
    Status: OperationStatus;
    Progress: Counts | null;
    Result: (Counts & { Message?: string }) | null;
  }>('GET', databasePath(database, 'operations/state'), { query: { id: operation }, signal });
  return {
    status: answer.Status,
    counts: { ...answer.Progress, ...answer.Result } as Partial<Counts>,
    error: answer.Result?.Message,
  };
}

export async function stopOperation(database: string, operation: number): Promise<void> {
  await send('POST', databasePath(database, 'operations/kill'), { query: { id: operation } });
}
