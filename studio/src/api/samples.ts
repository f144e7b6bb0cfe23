// A few documents and tables, for a person who writes a script.
import { ApiError, databasePath, fetchJson } from './http';
import { queryOfCollection } from './rql';

const SAMPLES = 20;
const SUGGESTIONS = 8;

interface SampledDocument {
  '@metadata'?: { '@id'?: string };
}

export interface Sample {
  id: string;
  content: object;
}

export interface DestinationTable {
  /** With its schema, where that is not the usual one. */
  name: string;
  columns: { name: string; type: string }[];
}

/** Of one collection, or of all documents. */
export async function sampleDocuments(
  database: string,
  collection: string | undefined,
  signal?: AbortSignal,
): Promise<Sample[]> {
  const answer = await fetchJson<{ Results: SampledDocument[] }>(
    'POST',
    databasePath(database, 'queries'),
    { body: { Query: `${queryOfCollection(collection)} limit ${SAMPLES}` }, signal },
  );
  return answer.Results.map(({ '@metadata': metadata, ...content }) => ({
    id: metadata?.['@id'] ?? '',
    content,
  }));
}

/** Ids that begin so. */
export async function suggestIds(
  database: string,
  prefix: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const answer = await fetchJson<{ Results: SampledDocument[] }>(
    'GET',
    databasePath(database, 'docs'),
    { query: { startsWith: prefix, pageSize: SUGGESTIONS, metadataOnly: true }, signal },
  );
  return answer.Results.map((document) => document['@metadata']?.['@id'] ?? '');
}

/** What the catalogue of a relational destination has; nothing if it cannot be asked. */
export async function listDestinationTables(
  database: string,
  connection: string,
  signal?: AbortSignal,
): Promise<DestinationTable[]> {
  try {
    const answer = await fetchJson<{
      Tables: { Schema: string; Name: string; Columns: { Name: string; Type: string }[] }[];
    }>('GET', databasePath(database, 'admin/etl/sql/tables'), {
      query: { connectionStringName: connection },
      signal,
    });
    return answer.Tables.map(({ Schema, Name, Columns }) => ({
      name: ['', 'public', 'dbo', 'main'].includes(Schema) ? Name : `${Schema}.${Name}`,
      columns: Columns.map((column) => ({ name: column.Name, type: column.Type })),
    }));
  } catch (error) {
    if (error instanceof ApiError) return [];
    throw error;
  }
}
