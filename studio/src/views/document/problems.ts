import { ApiError } from '../../api/http';

export function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.isConflict;
}

/** Why the server would not take this text as a document; nothing if it would. */
export function whyNotJson(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? undefined : 'A document is an object: { … }';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
