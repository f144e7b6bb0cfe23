import { fetchJson, send } from './http';
import { type Rights, type RightsAnswer, rightsOf } from './rights';

/** What a certificate is registered for. */
export interface Registration extends Rights {
  name: string;
}

/** A certificate whose holder the server lets in. */
export interface Certificate extends Registration {
  /** In hexadecimal digits; no other one has the same. */
  thumbprint: string;
  validFrom: string;
  validUntil: string;
}

interface CertificateAnswer extends RightsAnswer {
  Name: string;
  Thumbprint: string;
  NotBefore: string;
  NotAfter: string;
}

/** No server takes more. */
const CERTIFICATES_MAX = 10_000;

const PATH = '/admin/certificates';

/** Ordered by name. The server's own is not among them. */
export async function listCertificates(signal?: AbortSignal): Promise<Certificate[]> {
  const answer = await fetchJson<{ Results: CertificateAnswer[] }>('GET', PATH, {
    query: { metadataOnly: true, pageSize: CERTIFICATES_MAX },
    signal,
  });
  return answer.Results.map((one) => ({
    name: one.Name,
    thumbprint: one.Thumbprint,
    validFrom: one.NotBefore,
    validUntil: one.NotAfter,
    ...rightsOf(one),
  })).sort((one, other) => one.name.localeCompare(other.name));
}

/** In the place of one with the same key. `pem`: the certificate, without its key. */
export async function registerCertificate(registration: Registration, pem: string): Promise<void> {
  await send('PUT', PATH, { body: { ...toWire(registration), Certificate: pem } });
}

/**
 * Makes a certificate with its key, and registers it. The archive has them as PEM and as PKCS#12, which
 * `passphrase` opens; the server does not keep the key.
 */
export async function generateCertificate(
  registration: Registration,
  passphrase: string,
): Promise<Blob> {
  const answer = await send('POST', PATH, {
    body: { ...toWire(registration), Password: passphrase },
  });
  return answer.blob();
}

export async function editCertificate(
  thumbprint: string,
  registration: Registration,
): Promise<void> {
  await send('POST', `${PATH}/edit`, { body: { ...toWire(registration), Thumbprint: thumbprint } });
}

export async function removeCertificate(thumbprint: string): Promise<void> {
  await send('DELETE', PATH, { query: { thumbprint } });
}

function toWire({ name, clearance, accesses }: Registration): object {
  return { Name: name, SecurityClearance: clearance, Permissions: accesses };
}
