// A database as a file, and files into a database.
import { databasePath, send } from './http';
import { type UploadOptions, upload } from './upload';

export interface ImportReport {
  /** That are stored now. */
  documents: number;
  /** Items of any kind that the server did not take. */
  refused: number;
  /** What the server has to say about them. */
  messages: string[];
}

/** Counts of a kind of items. */
interface RawCounts {
  ReadCount: number;
  SkippedCount: number;
  ErroredCount: number;
}

type RawReport = Record<string, RawCounts> & { Messages?: string[] };

/** Stores what is in a dump, compressed or not. What came before a failure stays. */
export async function importDump(
  database: string,
  dump: Blob,
  options: UploadOptions,
): Promise<ImportReport> {
  const response = await upload(databasePath(database, 'smuggler/import'), dump, options);
  const { Messages = [], ...counts } = (await response.json()) as RawReport;
  const documents = counts.Documents;
  return {
    documents: documents
      ? documents.ReadCount - documents.SkippedCount - documents.ErroredCount
      : 0,
    refused: Object.values(counts).reduce((sum, kind) => sum + (kind.ErroredCount ?? 0), 0),
    messages: Messages,
  };
}

/** The command that stores `text`, the JSON of a document, under an id that the server may complete. */
export function putCommand(id: string, text: string): string {
  return `{"Id":${JSON.stringify(id)},"ChangeVector":null,"Document":${text},"Type":"PUT"}`;
}

/** Executes commands in one transaction. */
export async function executeCommands(
  database: string,
  commands: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await send('POST', databasePath(database, 'bulk_docs'), {
    body: `{"Commands":[${commands.join()}]}`,
    signal,
  });
}

/** Where all of a database is as a dump, for the browser to save. */
export function exportAddress(database: string): string {
  return databasePath(database, 'smuggler/export');
}
