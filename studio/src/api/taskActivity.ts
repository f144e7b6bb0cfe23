// How a task is doing: where its scripts are, and what their last batches were.
import { databasePath, fetchJson } from './http';

export interface ScriptProgress {
  script: string;
  /** "Running", "WaitingToRetry", "Halted", ... */
  state: string;
  /** One sentence. */
  description: string;
  isCompleted: boolean;
  isDisabled: boolean;
  /** Documents and deletions that are not delivered yet, or more. */
  behind: number;
  isAtLeast: boolean;
  perSecond: number;
  warnings: string[];
}

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

interface ProgressAnswer {
  TransformationName: string;
  Completed: boolean;
  Disabled: boolean;
  AverageProcessedPerSecond: number;
  NumberOfDocumentsToProcess: number;
  NumberOfDocumentTombstonesToProcess: number;
  NumbersToProcessAreAtLeast: boolean;
  State: string;
  StateDescription: string;
  Warnings: string[];
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

/** Of each script of the task. */
export async function readProgress(
  database: string,
  task: string,
  signal?: AbortSignal,
): Promise<ScriptProgress[]> {
  const answer = await fetchJson<{
    Results: { TaskName: string; ProcessesProgress: ProgressAnswer[] }[];
  }>('GET', databasePath(database, 'etl/progress'), { signal });
  const found = answer.Results.find(({ TaskName }) => TaskName === task);
  return (found?.ProcessesProgress ?? []).map((progress) => ({
    script: progress.TransformationName,
    state: progress.State,
    description: progress.StateDescription,
    isCompleted: progress.Completed,
    isDisabled: progress.Disabled,
    behind: progress.NumberOfDocumentsToProcess + progress.NumberOfDocumentTombstonesToProcess,
    isAtLeast: progress.NumbersToProcessAreAtLeast,
    perSecond: progress.AverageProcessedPerSecond,
    warnings: progress.Warnings,
  }));
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
