// What completion knows of the place a script runs at.

/** A collection or table that a script can load to. */
export interface Target {
  name: string;
  /** Names and types; none if they are not known. */
  columns: { name: string; type: string }[];
}

export interface ScriptKnowledge {
  targets: Target[];
  /** Names of the collections of the source. */
  collections: string[];
  /** Some documents that the script would run on. */
  samples: object[];
  /** Counters and time series go only to document databases. */
  toDocuments: boolean;
}

/** The members of the samples at a path, and of the elements of arrays there: name and kind. */
export function membersAt(samples: object[], path: string[]): Map<string, string> {
  let reached: unknown[] = samples;
  for (const name of path) {
    reached = reached.flatMap(elements).map((value) => (value as Record<string, unknown>)[name]);
  }
  const members = new Map<string, string>();
  for (const value of reached.flatMap(elements)) {
    for (const [name, member] of Object.entries(value)) {
      if (!members.has(name)) members.set(name, kindOf(member));
    }
  }
  return members;
}

function elements(value: unknown): object[] {
  if (Array.isArray(value)) return value.flatMap(elements);
  return typeof value === 'object' && value !== null ? [value] : [];
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value;
}
