const BITS = 64;

/** The whole number of 64 bits that a text is; nothing if it is something else. */
export function wholeNumber(text: string): bigint | undefined {
  const digits = text.trim();
  if (!/^[+-]?\d+$/.test(digits)) return undefined;
  const value = BigInt(digits);
  return BigInt.asIntN(BITS, value) === value ? value : undefined;
}
