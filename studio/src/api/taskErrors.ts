// What scripts could not deliver, by what went wrong.
import { databasePath, fetchJson, send } from './http';
import type { PageRange, ResultPage } from './pages';
import type { ScriptName } from './tasks';

export interface FailedDocument {
  documentId: string;
  error: string;
  date: string;
  /** Somebody asked to deliver it again, which has not been tried yet. */
  isRetried: boolean;
}

/** Documents that failed for one reason. */
export interface ErrorCause {
  cause: string;
  documents: number;
  first: string;
  last: string;
  sample: FailedDocument;
}

/** All of a cause, or one document. */
export type ErrorSelection = { cause: string } | { id: string };

interface DocumentAnswer {
  DocumentId: string;
  Error: string;
  Date: string;
  RetryRequested: boolean;
}

interface CauseAnswer {
  Cause: string;
  Documents: number;
  First: string;
  Last: string;
  Sample: DocumentAnswer;
}

/** The most frequent first. */
export async function listErrorCauses(
  database: string,
  name: ScriptName,
  page: PageRange,
  signal?: AbortSignal,
): Promise<ResultPage<ErrorCause>> {
  const answer = await fetchJson<{ TotalResults: number; Results: CauseAnswer[] }>(
    'GET',
    databasePath(database, 'etl/errors/causes'),
    { query: { ...name, start: page.start, pageSize: page.size }, signal },
  );
  return {
    total: answer.TotalResults,
    rows: answer.Results.map(({ Cause, Documents, First, Last, Sample }) => ({
      cause: Cause,
      documents: Documents,
      first: First,
      last: Last,
      sample: documentOf(Sample),
    })),
  };
}

/** The documents of a cause, ordered by id. */
export async function listFailedDocuments(
  database: string,
  name: ScriptName,
  cause: string,
  page: PageRange,
  signal?: AbortSignal,
): Promise<ResultPage<FailedDocument>> {
  const answer = await fetchJson<{ TotalResults: number; Results: DocumentAnswer[] }>(
    'GET',
    databasePath(database, 'etl/errors'),
    { query: { ...name, cause, start: page.start, pageSize: page.size }, signal },
  );
  return { total: answer.TotalResults, rows: answer.Results.map(documentOf) };
}

/** Delivers documents of the list again. */
export async function retryErrors(
  database: string,
  name: ScriptName,
  selection: ErrorSelection,
): Promise<void> {
  await send('POST', databasePath(database, 'admin/etl/errors/retry'), {
    query: { ...name, ...selection },
  });
}

/** Takes them off the error list, undelivered. */
export async function dropErrors(
  database: string,
  name: ScriptName,
  selection: ErrorSelection,
): Promise<void> {
  await send('DELETE', databasePath(database, 'admin/etl/errors'), {
    query: { ...name, ...selection },
  });
}

function documentOf({ DocumentId, Error, Date, RetryRequested }: DocumentAnswer): FailedDocument {
  return { documentId: DocumentId, error: Error, date: Date, isRetried: RetryRequested };
}
