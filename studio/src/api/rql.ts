// Queries that the page writes itself.

export const ID_PARAMETER = 'id';

/** All of a collection, or of the database, whose ids begin with the parameter of that name. */
export function queryOfCollection(collection: string | undefined, idBegins: boolean): string {
  const source = collection === undefined ? '@all_docs' : quoted(collection);
  return `from ${source}${idBegins ? ` where startsWith(id(), $${ID_PARAMETER})` : ''}`;
}

function quoted(name: string): string {
  return `'${name.replace(/[\\']/g, '\\$&')}'`;
}
