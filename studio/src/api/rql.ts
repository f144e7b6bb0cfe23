// Queries that the page writes itself.

export const ID_PARAMETER = 'id';

/** All of a collection, or of the database; or what of it has ids that begin with the parameter. */
export function queryOfCollection(collection: string | undefined, idBegins = false): string {
  const source = collection === undefined ? '@all_docs' : quoted(collection);
  return `from ${source}${idBegins ? ` where startsWith(id(), $${ID_PARAMETER})` : ''}`;
}

function quoted(name: string): string {
  return `'${name.replace(/[\\']/g, '\\$&')}'`;
}
