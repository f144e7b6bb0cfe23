import { databasePath, fetchJson, send } from './http';

/** The documents of a script that failed for the same reason. */
export interface ErrorCause {
  cause: string;
  documents: number;
  first: string;
  last: string;
  sample: { id: string; message: string; isRetried: boolean };
}

interface CauseAnswer {
  Cause: string;
  Documents: number;
  First: string;
  Last: string;
  Sample: { DocumentId: string; Error: string; RetryRequested: boolean };
}

export async function listErrorCauses(
  database: string,
  task: string,
  script: string,
  signal?: AbortSignal,
): Promise<ErrorCause[]> {
  const answer = await fetchJson<{ Results: CauseAnswer[] }>(
    'GET',
    databasePath(database, 'etl/errors/causes'),
    { query: { task, script }, signal },
  );
  return answer.Results.map(({ Cause, Documents, First, Last, Sample }) => ({
    cause: Cause,
    documents: Documents,
    first: First,
    last: Last,
    sample: { id: Sample.DocumentId, message: Sample.Error, isRetried: Sample.RetryRequested },
  }));
}

export interface ErrorSelection {
  task: string;
  script: string;
  cause: string;
}

/** Delivers its documents again. */
export async function retryErrors(database: string, selection: ErrorSelection): Promise<void> {
  await send('POST', databasePath(database, 'admin/etl/errors/retry'), { query: { ...selection } });
}

/** Takes its documents off the list; they stay undelivered until they change. */
export async function dropErrors(database: string, selection: ErrorSelection): Promise<void> {
  await send('DELETE', databasePath(database, 'admin/etl/errors'), { query: { ...selection } });
}
