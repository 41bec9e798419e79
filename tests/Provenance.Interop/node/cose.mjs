// COSE_Sign1 as c2pa-rs asks its caller for it: made here with node:crypto, so that neither side's signing code judges itself.
import crypto from 'node:crypto';

const algorithms = {
  es256: { identifier: -7, hash: 'sha256' },
  es384: { identifier: -35, hash: 'sha384' },
  es512: { identifier: -36, hash: 'sha512' },
  ps256: { identifier: -37, hash: 'sha256', salt: 32 },
  ps384: { identifier: -38, hash: 'sha384', salt: 48 },
  ps512: { identifier: -39, hash: 'sha512', salt: 64 },
  ed25519: { identifier: -8 },
};

function head(major, value) {
  if (value < 24) {
    return Buffer.from([major << 5 | value]);
  }

  if (value < 0x100) {
    return Buffer.from([major << 5 | 24, value]);
  }

  return value < 0x10000
    ? Buffer.from([major << 5 | 25, value >> 8, value & 0xff])
    : Buffer.from([major << 5 | 26, value >>> 24, value >>> 16 & 0xff, value >>> 8 & 0xff, value & 0xff]);
}

const integer = n => n < 0 ? head(1, -1 - n) : head(0, n);
const bytes = b => Buffer.concat([head(2, b.length), b]);
const text = s => Buffer.concat([head(3, Buffer.byteLength(s)), Buffer.from(s)]);
const array = (...items) => Buffer.concat([head(4, items.length), ...items]);
const map = (...pairs) => Buffer.concat([head(5, pairs.length / 2), ...pairs]);

function sign(name, key, message) {
  const { hash, salt } = algorithms[name];
  if (name === 'ed25519') {
    return crypto.sign(null, message, key);
  }

  return name.startsWith('es')
    ? crypto.sign(hash, message, { key, dsaEncoding: 'ieee-p1363' })
    : crypto.sign(hash, message, { key, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: salt });
}

/**
 * A tagged COSE_Sign1 over a detached payload, filled up with zeros to exactly `size` bytes.
 * Claims of version 2 carry the certificates in the protected header, claims of version 1 in the unprotected one.
 */
export function coseSign1({ name, key, certificates, payload, size, claimVersion }) {
  const chain = certificates.length === 1 ? bytes(certificates[0]) : array(...certificates.map(bytes));
  const algorithm = [integer(1), integer(algorithms[name].identifier)];
  const isFirst = claimVersion === 1;
  const protectedHeader = map(...algorithm, ...(isFirst ? [] : [integer(33), chain]));
  const signature = sign(name, key, array(text('Signature1'), bytes(protectedHeader), bytes(Buffer.alloc(0)), bytes(Buffer.from(payload))));
  const build = padding => Buffer.concat([head(6, 18), array(
    bytes(protectedHeader),
    map(...(isFirst ? [text('x5chain'), chain] : []), text('pad'), bytes(Buffer.alloc(padding))),
    Buffer.from([0xf6]),
    bytes(signature))]);

  // The length prefix of the padding grows with it, so the right amount is searched near the difference.
  const missing = size - build(0).length;
  for (let padding = missing; padding >= Math.max(0, missing - 8); padding--) {
    const message = build(padding);
    if (message.length === size) {
      return message;
    }
  }

  throw new Error(`a signature of ${size - missing} bytes cannot be filled up to ${size}`);
}

export const certificatesOf = pem => pem.split('-----BEGIN CERTIFICATE-----').slice(1)
  .map(block => Buffer.from(block.split('-----END CERTIFICATE-----')[0].replace(/\s/g, ''), 'base64'));
