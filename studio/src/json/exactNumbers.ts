// Values of documents for tables. A number that a double cannot hold keeps its digits.

/** A number as it is written: "12345678901234567890". */
export class ExactNumber {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

// What the engines pass, which TypeScript does not know yet.
type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown;

const keepDigits: Reviver = (_key, value, context) => {
  const written = context?.source;
  const isExact = typeof value !== 'number' || written === undefined || String(value) === written;
  return isExact ? value : new ExactNumber(written);
};

/** As JSON.parse(), with numbers that would be written otherwise as ExactNumber. */
export function parseExact(json: string): unknown {
  return JSON.parse(json, keepDigits as Parameters<typeof JSON.parse>[1]);
}
