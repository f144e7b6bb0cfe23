import { fetchJson } from './http';
import { type Rights, type RightsAnswer, rightsOf } from './rights';

/** Who uses this page. */
export interface Caller extends Rights {
  /** That the certificate is registered by. */
  name: string;
  /** Of the certificate; empty at a server without TLS, which asks for none. */
  thumbprint: string;
}

export async function readCaller(signal?: AbortSignal): Promise<Caller> {
  const answer = await fetchJson<RightsAnswer & { Name: string; Thumbprint: string }>(
    'GET',
    '/certificates/whoami',
    { signal },
  );
  return { name: answer.Name, thumbprint: answer.Thumbprint, ...rightsOf(answer) };
}
