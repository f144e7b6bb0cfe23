// What a script would send for many documents, without sending it. For one: scriptTests.ts.
import { databasePath } from './http';
import { type OperationStatus, beginOperation, readOperation } from './operations';
import { type TaskDefinition, toWire } from './taskDefinitions';

/** How far it is, and what it came to. */
export interface DryRun {
  status: OperationStatus;
  /** Documents that are to be tried, */
  total: number;
  /** and that were. */
  documents: number;
  deletions: number;
  failed: number;
  /** Documents of which the script makes nothing. */
  filtered: { documents: number; sampleId: string };
  /** What would be written, by collection or table. */
  targets: { name: string; objects: number; sampleId: string }[];
  /** Why documents failed, the most frequent first. */
  causes: { cause: string; documents: number; sampleId: string; error: string }[];
  /** Why it failed as a whole. */
  error: string | undefined;
}

interface Counts {
  Total: number;
  Documents: number;
  Deletions: number;
  Failed: number;
  Filtered: number;
  FilteredSampleId: string;
  Targets: { Name: string; Objects: number; SampleId: string }[];
  Causes: { Cause: string; Documents: number; SampleId: string; Error: string }[];
}

/** Of a task with one script. Without `documents`, all are tried. The number of the operation. */
export function startDryRun(
  database: string,
  task: TaskDefinition,
  documents: number | undefined,
): Promise<number> {
  return beginOperation('POST', databasePath(database, 'admin/etl/dry-run'), {
    query: { documents },
    body: { Configuration: toWire(task) },
  });
}

export async function readDryRun(
  database: string,
  operation: number,
  signal?: AbortSignal,
): Promise<DryRun> {
  const { status, counts, error } = await readOperation<Counts>(database, operation, signal);
  return {
    status,
    total: counts.Total ?? 0,
    documents: counts.Documents ?? 0,
    deletions: counts.Deletions ?? 0,
    failed: counts.Failed ?? 0,
    filtered: { documents: counts.Filtered ?? 0, sampleId: counts.FilteredSampleId ?? '' },
    targets: (counts.Targets ?? []).map(({ Name, Objects, SampleId }) => ({
      name: Name,
      objects: Objects,
      sampleId: SampleId,
    })),
    causes: (counts.Causes ?? []).map(({ Cause, Documents, SampleId, Error }) => ({
      cause: Cause,
      documents: Documents,
      sampleId: SampleId,
      error: Error,
    })),
    error,
  };
}
