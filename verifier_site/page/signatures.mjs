// Answers a signature question with WebCrypto: true, false, or null when this browser lacks the algorithm.

const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

export async function checkSignature({ algorithm, public_key, message, signature }) {
  try {
    const key = await crypto.subtle.importKey('raw', bytes(public_key), { name: algorithm }, false, ['verify']);
    return await crypto.subtle.verify({ name: algorithm }, key, bytes(signature), bytes(message));
  } catch (error) {
    return error.name === 'NotSupportedError' || !globalThis.crypto?.subtle ? null : false;
  }
}
