// What the last batches of a script were.
import { databasePath, fetchJson } from './http';

export interface Batch {
  id: number;
  started: string;
  documents: number;
  deletions: number;
  skipped: number;
  objects: number;
  bytes: number;
  errors: number;
  extractMs: number;
  transformMs: number;
  loadMs: number;
  whyItEnded: string;
  succeeded: boolean;
  error: string | undefined;
}

interface BatchAnswer {
  Id: number;
  Started: string;
  NumberOfExtractedItems: { Document: number; Tombstone: number };
  NumberOfSkippedItems: number;
  NumberOfTransformedObjects: number;
  BatchSizeInBytes: number;
  TransformationErrorCount: number;
  LoadErrorCount: number;
  BatchTransformationCompleteReason: string;
  Succeeded: boolean;
  Error: string | null;
  DurationInMs: { Extract: number; Transform: number; Load: number };
}

/** The last ones of a script, newest first. */
export async function readBatches(
  database: string,
  task: string,
  script: string,
  signal?: AbortSignal,
): Promise<Batch[]> {
  const answer = await fetchJson<{
    Results: {
      TaskName: string;
      Stats: { TransformationName: string; Performance: BatchAnswer[] }[];
    }[];
  }>('GET', databasePath(database, 'etl/performance'), { signal });
  const stats = answer.Results.find(({ TaskName }) => TaskName === task)?.Stats;
  const found = stats?.find(({ TransformationName }) => TransformationName === script);
  return (found?.Performance ?? []).map(batchOf).reverse();
}

function batchOf(batch: BatchAnswer): Batch {
  return {
    id: batch.Id,
    started: batch.Started,
    documents: batch.NumberOfExtractedItems.Document,
    deletions: batch.NumberOfExtractedItems.Tombstone,
    skipped: batch.NumberOfSkippedItems,
    objects: batch.NumberOfTransformedObjects,
    bytes: batch.BatchSizeInBytes,
    errors: batch.TransformationErrorCount + batch.LoadErrorCount,
    extractMs: batch.DurationInMs.Extract,
    transformMs: batch.DurationInMs.Transform,
    loadMs: batch.DurationInMs.Load,
    whyItEnded: batch.BatchTransformationCompleteReason,
    succeeded: batch.Succeeded,
    error: batch.Error ?? undefined,
  };
}
