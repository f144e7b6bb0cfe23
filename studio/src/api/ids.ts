// Ids that the server completes.

/** "orders/" of "Orders", as applications name documents: several capitals stay as they are. */
export function idPrefixOf(collection: string): string {
  const capitals = collection.match(/[A-Z]/g)?.length ?? 0;
  return `${capitals <= 1 ? collection.toLowerCase() : collection}/`;
}
