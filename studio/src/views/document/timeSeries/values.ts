// The server takes no more.
const VALUES_MAX = 32;

/** The numbers of "72.5, 80" or "72.5 80"; nothing if one is none, or there are none. */
export function valuesOf(text: string): number[] | undefined {
  const values = text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number);
  const isFine = values.length > 0 && values.length <= VALUES_MAX && values.every(Number.isFinite);
  return isFine ? values : undefined;
}
