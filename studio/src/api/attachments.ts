// Files that hang on documents. Which there are, the document itself says.
import { expectation } from './documents';
import { address, databasePath, send } from './http';

/** Where its bytes are. The server has browsers save them, never show them. */
export function attachmentAddress(database: string, id: string, name: string): string {
  return address(databasePath(database, 'attachments'), { id, name });
}

/**
 * Hangs a file on a document, in place of one of the same name. With `expected` as saveDocument()
 * takes it.
 */
export async function uploadAttachment(
  database: string,
  id: string,
  file: File,
  expected?: string,
): Promise<void> {
  await send('PUT', databasePath(database, 'attachments'), {
    query: { id, name: file.name, contentType: file.type },
    body: file,
    headers: expectation(expected),
  });
}

export async function deleteAttachment(database: string, id: string, name: string): Promise<void> {
  await send('DELETE', databasePath(database, 'attachments'), { query: { id, name } });
}
