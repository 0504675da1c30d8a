// Answers a signature question with WebCrypto: true, false, or null when this browser lacks the algorithm.

export const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

const ecdsa = (namedCurve, hash) => ({ format: 'raw', key: { name: 'ECDSA', namedCurve }, scheme: { name: 'ECDSA', hash } });

// Keys are raw Ed25519 points, uncompressed SEC1 points or SubjectPublicKeyInfo, ECDSA's signatures r‖s (credential_core/proofs.py).
const ALGORITHMS = {
  Ed25519: { format: 'raw', key: { name: 'Ed25519' }, scheme: { name: 'Ed25519' } },
  ES256: ecdsa('P-256', 'SHA-256'),
  ES384: ecdsa('P-384', 'SHA-384'),
  'ES256-P384': ecdsa('P-384', 'SHA-256'),
  PS256: { format: 'spki', key: { name: 'RSA-PSS', hash: 'SHA-256' }, scheme: { name: 'RSA-PSS', saltLength: 32 } },
  RS256: { format: 'spki', key: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, scheme: { name: 'RSASSA-PKCS1-v1_5' } },
};

export async function checkSignature({ algorithm, public_key, message, signature }) {
  if (!globalThis.crypto?.subtle || !Object.hasOwn(ALGORITHMS, algorithm)) return null;
  const { format, key, scheme } = ALGORITHMS[algorithm];
  try {
    const imported = await crypto.subtle.importKey(format, bytes(public_key), key, false, ['verify']);
    return await crypto.subtle.verify(scheme, imported, bytes(signature), bytes(message));
  } catch (error) {
    return error.name === 'NotSupportedError' ? null : false; // nobody signed with a key that is none
  }
}
