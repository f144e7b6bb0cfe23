import { databasePath, fetchJson } from './http';

export type Whereabouts =
  'Unknown' | 'NotTracked' | 'Waiting' | 'Failed' | 'Filtered' | 'Delivered' | 'Deleted';

/** Why a document is, or is not, at the destination of a script. */
export interface Trace {
  script: string;
  whereabouts: Whereabouts;
  /** One sentence. */
  summary: string;
  /** What the script makes of it now: each an object of JSON. */
  objects: { target: string; json: string }[];
  output: string[];
  error: string | undefined;
  /** What the destination was found to have; nothing if it was not asked. */
  destination: { agrees: boolean; summary: string } | undefined;
}

interface TraceAnswer {
  TransformationName: string;
  Whereabouts: Whereabouts;
  Summary: string;
  Objects: { Target: string; Json: string }[];
  DebugOutput: string[];
  Error: { Message: string } | null;
  Destination: { Asked: boolean; Drift: string | null; Summary: string } | null;
}

/** Through each script of the task. */
export async function traceDocument(
  database: string,
  task: string,
  documentId: string,
  signal?: AbortSignal,
): Promise<Trace[]> {
  const answer = await fetchJson<{ Results: TraceAnswer[] }>(
    'GET',
    databasePath(database, 'etl/trace'),
    { query: { configurationName: task, documentId, destination: true }, signal },
  );
  return answer.Results.map((trace) => ({
    script: trace.TransformationName,
    whereabouts: trace.Whereabouts,
    summary: trace.Summary,
    objects: trace.Objects.map(({ Target, Json }) => ({ target: Target, json: Json })),
    output: trace.DebugOutput,
    error: trace.Error?.Message,
    destination: trace.Destination
      ? {
          agrees: trace.Destination.Asked && trace.Destination.Drift === null,
          summary: trace.Destination.Summary,
        }
      : undefined,
  }));
}
