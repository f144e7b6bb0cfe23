// Certificates as people have them: in files and texts with who knows what beside them.

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The certificates of a text and nothing else: a key that stands beside them is nobody's business. */
export function certificatesIn(text: string): string {
  return (text.match(BLOCK) ?? []).join('\n');
}

/** Those of a file, PEM or DER; empty if it has none. */
export async function readCertificates(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return isCertificate(bytes) ? toPem(bytes) : certificatesIn(new TextDecoder().decode(bytes));
}

const SEQUENCE = 0x30;

/** A sequence that begins with another one (RFC 5280, 4.1). Files of keys begin with a number. */
function isCertificate(bytes: Uint8Array): boolean {
  const length = bytes[1] ?? 0;
  const lengthBytes = length < 0x80 ? 1 : 1 + (length & 0x7f);
  return bytes[0] === SEQUENCE && bytes[1 + lengthBytes] === SEQUENCE;
}

function toPem(bytes: Uint8Array): string {
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  const lines = base64.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\n');
}
