import { formatJson, elementsOf, memberOf, membersOf, objectText } from '../json/jsonText';
import { parseExact } from '../json/exactNumbers';
import { databasePath, fetchJson, send } from './http';
import type { PageRange, ResultPage } from './pages';

/** A line of a table: a document, or what a query made of one. */
export interface DocumentRow {
  /** None for results that are no documents. */
  id: string | undefined;
  collection: string | undefined;
  lastModified: string | undefined;
  /** Without the metadata. */
  members: Record<string, unknown>;
}

export interface QueryResult extends ResultPage<DocumentRow> {
  durationMs: number;
}

export interface StoredDocument {
  id: string;
  /** Laid out for people, without what the server says in the metadata. */
  text: string;
  collection: string | undefined;
  changeVector: string;
  lastModified: string;
  bytes: number;
  attachments: Attachment[];
  /** Names. */
  counters: string[];
  timeSeries: string[];
}

/** What a document says of a file that hangs on it. */
export interface Attachment {
  name: string;
  /** Empty if nobody said. */
  contentType: string;
  bytes: number;
}

/** `MUST_BE_NEW` as the expected change vector: there must be no such document. */
export const MUST_BE_NEW = '';

// The server writes these itself, whatever it is given.
const SERVER_METADATA = new Set([
  '@id',
  '@change-vector',
  '@last-modified',
  '@flags',
  '@attachments',
  '@counters',
  '@timeseries',
]);

type Metadata = Record<string, unknown>;

interface RawAttachment {
  Name: string;
  ContentType: string;
  Size: number;
}

interface RawQueryResult {
  TotalResults: number;
  DurationInMs: number;
  Results: (Record<string, unknown> & { '@metadata'?: Metadata })[];
}

/** The results `start` to `start + size` of an RQL query. */
export async function queryDocuments(
  database: string,
  query: string,
  page: PageRange & { parameters?: Record<string, unknown> },
  signal?: AbortSignal,
): Promise<QueryResult> {
  const response = await send('POST', databasePath(database, 'queries'), {
    body: {
      Query: query,
      QueryParameters: page.parameters ?? {},
      Start: page.start,
      PageSize: page.size,
    },
    signal,
  });
  const answer = parseExact(await response.text()) as RawQueryResult;
  return {
    total: answer.TotalResults,
    durationMs: answer.DurationInMs,
    rows: answer.Results.map(rowOf),
  };
}

function rowOf({ '@metadata': metadata = {}, ...members }: RawQueryResult['Results'][0]) {
  return {
    id: textOf(metadata['@id']),
    collection: textOf(metadata['@collection']),
    lastModified: textOf(metadata['@last-modified']),
    members,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Throws an ApiError of status 404 if there is none. */
export async function readDocument(
  database: string,
  id: string,
  signal?: AbortSignal,
): Promise<StoredDocument> {
  const response = await send('GET', databasePath(database, 'docs'), { query: { id }, signal });
  const [document = '{}'] = elementsOf(memberOf(await response.text(), 'Results') ?? '[]');
  return storedDocument(document, id);
}

/** Of a document as the server writes it; `id` is how it was asked for. */
export function storedDocument(document: string, id: string): StoredDocument {
  const metadata = JSON.parse(memberOf(document, '@metadata') ?? '{}') as Metadata;
  return {
    id: textOf(metadata['@id']) ?? id,
    text: formatJson(withoutServerMetadata(document)),
    collection: textOf(metadata['@collection']),
    changeVector: textOf(metadata['@change-vector']) ?? '',
    lastModified: textOf(metadata['@last-modified']) ?? '',
    bytes: new Blob([document]).size,
    attachments: ((metadata['@attachments'] ?? []) as RawAttachment[]).map(attachmentOf),
    counters: (metadata['@counters'] ?? []) as string[],
    timeSeries: (metadata['@timeseries'] ?? []) as string[],
  };
}

function attachmentOf({ Name, ContentType, Size }: RawAttachment): Attachment {
  return { name: Name, contentType: ContentType, bytes: Size };
}

function withoutServerMetadata(document: string): string {
  const members = membersOf(document).map((member) =>
    member.name !== '@metadata'
      ? member
      : {
          name: member.name,
          value: objectText(
            membersOf(member.value).filter(({ name }) => !SERVER_METADATA.has(name)),
          ),
        },
  );
  return objectText(members);
}

/** The change vector of the document as it is now. */
export async function readChangeVector(
  database: string,
  id: string,
  signal?: AbortSignal,
): Promise<string> {
  const response = await send('HEAD', databasePath(database, 'docs'), { query: { id }, signal });
  return (response.headers.get('ETag') ?? '').replace(/^"|"$/g, '');
}

/**
 * Writes a document if it is still at `expected`, a change vector or MUST_BE_NEW; otherwise throws
 * an ApiError that is a conflict. Without `expected` it is written in any case. An id that ends in
 * "/" is completed by the server.
 */
export async function saveDocument(
  database: string,
  id: string,
  text: string,
  expected?: string,
): Promise<{ id: string; changeVector: string }> {
  const answer = await fetchJson<{ Id: string; ChangeVector: string }>(
    'PUT',
    databasePath(database, 'docs'),
    { query: { id }, body: text, headers: expectation(expected) },
  );
  return { id: answer.Id, changeVector: answer.ChangeVector };
}

export async function deleteDocument(
  database: string,
  id: string,
  expected?: string,
): Promise<void> {
  await send('DELETE', databasePath(database, 'docs'), {
    query: { id },
    headers: expectation(expected),
  });
}

/** The header that says at what change vector something still has to be. */
export function expectation(changeVector: string | undefined): Record<string, string> {
  return changeVector === undefined ? {} : { 'If-Match': `"${changeVector}"` };
}
