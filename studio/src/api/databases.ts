import { databasePath, fetchJson, send } from './http';

export interface Database {
  name: string;
  createdAt: string;
  /** How much is in it; of one that is not open nobody knows. */
  counts: { documents: number; bytesOnDisk: number } | undefined;
}

export interface DatabaseStatistics {
  documents: number;
  tombstones: number;
  attachments: number;
  revisions: number;
  counters: number;
  timeSeriesSegments: number;
  bytesOnDisk: number;
  /** Rises with every change. */
  lastEtag: number;
}

export interface Collection {
  name: string;
  documents: number;
  bytes: number;
}

interface DatabaseAnswer {
  Name: string;
  CreatedAt: string;
  DocumentsCount?: number;
  TotalSize?: { SizeInBytes: number };
}

export async function listDatabases(signal?: AbortSignal): Promise<Database[]> {
  const answer = await fetchJson<{ Databases: DatabaseAnswer[] }>('GET', '/databases', { signal });
  return answer.Databases.map(({ Name, CreatedAt, DocumentsCount, TotalSize }) => ({
    name: Name,
    createdAt: CreatedAt,
    counts:
      DocumentsCount !== undefined && TotalSize !== undefined
        ? { documents: DocumentsCount, bytesOnDisk: TotalSize.SizeInBytes }
        : undefined,
  }));
}

export async function readStatistics(
  database: string,
  signal?: AbortSignal,
): Promise<DatabaseStatistics> {
  const answer = await fetchJson<{
    CountOfDocuments: number;
    CountOfTombstones: number;
    CountOfAttachments: number;
    CountOfRevisionDocuments: number;
    CountOfCounterEntries: number;
    CountOfTimeSeriesSegments: number;
    SizeOnDisk: { SizeInBytes: number };
    LastDatabaseEtag: number;
  }>('GET', databasePath(database, 'stats'), { signal });
  return {
    documents: answer.CountOfDocuments,
    tombstones: answer.CountOfTombstones,
    attachments: answer.CountOfAttachments,
    revisions: answer.CountOfRevisionDocuments,
    counters: answer.CountOfCounterEntries,
    timeSeriesSegments: answer.CountOfTimeSeriesSegments,
    bytesOnDisk: answer.SizeOnDisk.SizeInBytes,
    lastEtag: answer.LastDatabaseEtag,
  };
}

/** Ordered by name. */
export async function listCollections(
  database: string,
  signal?: AbortSignal,
): Promise<Collection[]> {
  const answer = await fetchJson<{
    Collections: Record<
      string,
      { Name: string; CountOfDocuments: number; DocumentsSize: { SizeInBytes: number } }
    >;
  }>('GET', databasePath(database, 'collections/stats/detailed'), { signal });
  return Object.values(answer.Collections)
    .map(({ Name, CountOfDocuments, DocumentsSize }) => ({
      name: Name,
      documents: CountOfDocuments,
      bytes: DocumentsSize.SizeInBytes,
    }))
    .sort((one, other) => one.name.localeCompare(other.name));
}

export async function createDatabase(name: string): Promise<void> {
  await send('PUT', '/admin/databases', {
    query: { name, replicationFactor: 1 },
    body: { DatabaseName: name },
  });
}

/** With everything in it. */
export async function deleteDatabase(name: string): Promise<void> {
  await send('DELETE', '/admin/databases', { body: { DatabaseNames: [name], HardDelete: true } });
}
