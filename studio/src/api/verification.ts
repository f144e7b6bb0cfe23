import { databasePath, fetchJson, send } from './http';

export interface Drift {
  id: string;
  /** "Missing", "Surplus", "Different", ... */
  kind: string;
  detail: string;
}

/** How far a comparison of source and destination is. */
export interface Verification {
  status: 'InProgress' | 'Completed' | 'Faulted' | 'Canceled';
  documents: number;
  missing: number;
  surplus: number;
  different: number;
  repaired: number;
  drifted: Drift[];
  error: string | undefined;
}

interface Counts {
  Documents: number;
  Missing: number;
  Surplus: number;
  Different: number;
  Repaired: number;
  Drifted?: { DocumentId: string; Drift: string; Detail: string }[];
  Message?: string;
}

/** The number of the operation. */
export async function startVerification(
  database: string,
  task: string,
  script: string,
  repairs: boolean,
): Promise<number> {
  const answer = await fetchJson<{ OperationId: number }>(
    'POST',
    databasePath(database, 'admin/etl/verify'),
    { query: { configurationName: task, transformationName: script, repair: repairs } },
  );
  return answer.OperationId;
}

export async function readVerification(
  database: string,
  operation: number,
  signal?: AbortSignal,
): Promise<Verification> {
  const { Status, Progress, Result } = await fetchJson<{
    Status: Verification['status'];
    Progress: Counts | null;
    Result: Counts | null;
  }>('GET', databasePath(database, 'operations/state'), { query: { id: operation }, signal });
  const counts: Partial<Counts> = { ...Progress, ...Result };
  return {
    status: Status,
    documents: counts.Documents ?? 0,
    missing: counts.Missing ?? 0,
    surplus: counts.Surplus ?? 0,
    different: counts.Different ?? 0,
    repaired: counts.Repaired ?? 0,
    drifted: (counts.Drifted ?? []).map(({ DocumentId, Drift: kind, Detail }) => ({
      id: DocumentId,
      kind,
      detail: Detail,
    })),
    error: counts.Message,
  };
}

export async function stopVerification(database: string, operation: number): Promise<void> {
  await send('POST', databasePath(database, 'operations/kill'), { query: { id: operation } });
}
