// One request to the server that this page came from, and how it fails.

/** An answer that is not what was asked for, or none at all. `message` is for people. */
export class ApiError extends Error {
  constructor(
    message: string,
    /** 0 if there was no answer. */
    readonly status: number,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  get isConflict(): boolean {
    return this.status === 409;
  }

  get isNotFound(): boolean {
    return this.status === 404;
  }
}

export interface RequestOptions {
  /** Members that are undefined are left out; of an array each value is sent. */
  query?: Record<string, string | number | boolean | readonly string[] | undefined>;
  /** Text and files are sent as they are, anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/** "/databases/a%2Fb/docs" */
export function databasePath(database: string, rest: string): string {
  return `/databases/${encodeURIComponent(database)}/${rest}`;
}

/** A path with its parameters. */
export function address(path: string, query: NonNullable<RequestOptions['query']>): string {
  return path + queryString(query);
}

export async function fetchJson<T>(
  method: string,
  path: string,
  options: RequestOptions = {},
): Promise<T> {
  return (await send(method, path, options)).json() as Promise<T>;
}

/** The answer, if it is one of success. Throws an ApiError otherwise. */
export async function send(
  method: string,
  path: string,
  { query = {}, body, headers = {}, signal }: RequestOptions = {},
): Promise<Response> {
  const request: RequestInit = { method, headers, signal: signal ?? null };
  if (body !== undefined) {
    const isFile = body instanceof Blob;
    if (!isFile) request.headers = { 'Content-Type': 'application/json', ...headers };
    request.body = isFile || typeof body === 'string' ? body : JSON.stringify(body);
  }
  const response = await fetch(address(path, query), request).catch((error: unknown) => {
    throw signal?.aborted ? error : noAnswer();
  });
  return accepted(response);
}

/** The same answer, if it is one of success. Throws an ApiError otherwise. */
export async function accepted(response: Response): Promise<Response> {
  if (!response.ok) throw new ApiError(await reason(response), response.status);
  return response;
}

export function noAnswer(): ApiError {
  return new ApiError('The server does not answer.', 0);
}

// Not URLSearchParams, whose "+" for a blank means a plus to the server.
function queryString(query: NonNullable<RequestOptions['query']>): string {
  const parameters: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) parameters.push(`${name}=${encodeURIComponent(String(one))}`);
    }
  }
  return parameters.length > 0 ? `?${parameters.join('&')}` : '';
}

async function reason(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const message = (JSON.parse(text) as { Message?: unknown }).Message;
    if (typeof message === 'string') return message;
  } catch {
    // An answer that is not ours.
  }
  return text || `The server answered ${response.status} ${response.statusText}.`;
}
