import { databasePath } from './http';
import { type OperationStatus, beginOperation, readOperation } from './operations';

export interface Drift {
  id: string;
  /** "Missing", "Surplus", "Different", ... */
  kind: string;
  detail: string;
}

/** How far a comparison of source and destination is. */
export interface Verification {
  status: OperationStatus;
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
  Drifted: { DocumentId: string; Drift: string; Detail: string }[];
}

/** The number of the operation. */
export function startVerification(
  database: string,
  task: string,
  script: string,
  repairs: boolean,
): Promise<number> {
  return beginOperation('POST', databasePath(database, 'admin/etl/verify'), {
    query: { configurationName: task, transformationName: script, repair: repairs },
  });
}

export async function readVerification(
  database: string,
  operation: number,
  signal?: AbortSignal,
): Promise<Verification> {
  const { status, counts, error } = await readOperation<Counts>(database, operation, signal);
  return {
    status,
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
    error,
  };
}
