import { accepted, noAnswer } from './http';

export interface UploadOptions {
  /** Told how many bytes have been sent so far. */
  onSent: (bytes: number) => void;
  signal: AbortSignal;
}

/** Sends a file. Not with fetch(), which does not tell how much of it has been sent. */
export function upload(path: string, file: Blob, options: UploadOptions): Promise<Response> {
  const { onSent, signal } = options;
  const request = new XMLHttpRequest();
  const answer = new Promise<Response>((resolve, reject) => {
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onload = () => resolve(new Response(request.responseText, { status: request.status }));
    request.onerror = () => reject(noAnswer());
    request.onabort = () => reject(signal.reason as Error);
  });
  signal.addEventListener('abort', () => request.abort(), { once: true });
  request.open('POST', path);
  request.send(file);
  return answer.then(accepted);
}
